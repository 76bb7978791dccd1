import { unprocessable } from '../problem.ts'

/** Longest reason of a suspension, in Unicode code points: it goes into every answer. */
const LONGEST_REASON = 200

/** Why a workspace is suspended. @throws Problem 422 */
export function parseReason(text: string): string {
  const reason = text.trim()
  const { length } = [...reason]
  if (length > 0 && length <= LONGEST_REASON && !/\p{Cc}/u.test(reason)) return reason
  const detail = `must have 1 to ${LONGEST_REASON} characters, none of them a control character`
  throw unprocessable([{ pointer: '/reason', detail }])
}
