import { Problem } from '../problem.ts'
import { problemFor } from '../problem-for.ts'

/** Why a connection was closed: a code of the table in docs/events.md, and one word for people. */
export interface Closing {
  readonly code: number
  readonly reason: string
}

/** RFC 6455 section 7.4.1 has those below 4000; the rest are ours. */
export const RESTARTING: Closing = { code: 1012, reason: 'restarting' }
export const FAILED: Closing = { code: 1011, reason: 'internal' }
export const TOO_SLOW: Closing = { code: 1013, reason: 'slow_consumer' }
export const UNAVAILABLE: Closing = { code: 1013, reason: 'unavailable' }
export const UNREADABLE: Closing = { code: 4400, reason: 'unreadable_frame' }
export const UNKNOWN_FRAME: Closing = { code: 4400, reason: 'unknown_frame' }
export const NOT_RESUMED: Closing = { code: 4400, reason: 'resume_expected' }
export const NOT_SIGNED_IN: Closing = { code: 4401, reason: 'not_signed_in' }
export const REMOVED: Closing = { code: 4403, reason: 'removed_from_workspace' }
export const SILENT: Closing = { code: 4408, reason: 'heartbeat_missed' }
export const STALE_CURSOR: Closing = { code: 4409, reason: 'resync' }
export const TOO_MANY_FRAMES: Closing = { code: 4429, reason: 'too_many_frames' }

const CODES: Readonly<Record<number, number>> = {
  401: NOT_SIGNED_IN.code,
  403: 1008,
  404: 4404,
  423: 4423,
  429: TOO_MANY_FRAMES.code,
  503: UNAVAILABLE.code,
  507: UNAVAILABLE.code,
}

/** For whatever a check or a read has thrown: the code of the problem that it is. */
export function closingAfter(error: unknown): Closing {
  const problem = error instanceof Problem ? error : problemFor(error)
  if (problem === undefined) return FAILED
  return { code: CODES[problem.status] ?? FAILED.code, reason: problem.code }
}
