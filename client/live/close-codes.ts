import type { EndReason } from './live.ts'

/** What follows after a connection was closed. */
export type Next =
  | { readonly do: 'reconnect' }
  /** It was too much for the server: the wait begins with so many milliseconds. */
  | { readonly do: 'reconnect'; readonly after: number }
  | { readonly do: 'resync' }
  | { readonly do: 'end'; readonly reason: EndReason }

/** Milliseconds. */
const LATER = 5_000

const NEXT: Readonly<Record<number, Next>> = {
  1008: { do: 'end', reason: 'refused' },
  1013: { do: 'reconnect', after: 1_000 },
  4401: { do: 'end', reason: 'signed_out' },
  4403: { do: 'end', reason: 'removed_from_workspace' },
  4404: { do: 'end', reason: 'workspace_not_found' },
  4409: { do: 'resync' },
  4423: { do: 'end', reason: 'workspace_locked' },
  4429: { do: 'reconnect', after: LATER },
}

/** By the code of the close frame; whatever has no meaning of its own is a broken connection. */
export function nextAfter(code: number): Next {
  return NEXT[code] ?? { do: 'reconnect' }
}

/**
 * Milliseconds until an attempt. By chance, so that the clients of a server that was restarted do
 * not all come in the same moment.
 *
 * @param attempt 0 for the first one since there was a connection
 */
export function waitBeforeAttempt(attempt: number, after = 0): number {
  return after + Math.random() * Math.min(30_000, 1_000 * 2 ** attempt)
}
