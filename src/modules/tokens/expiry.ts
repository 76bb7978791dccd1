import { parseRfc3339, toSqliteTime } from '../../database/time.ts'
import { unprocessable } from '../../problem.ts'

/** A date further ahead is one that nobody remembers; a leap year has so many days. */
const FURTHEST = 366 * 24 * 60 * 60_000

/**
 * When a new token ends.
 *
 * @param wish RFC 3339, or nothing
 * @param bound when the token that mints it ends, UTC in SQLite's text form
 * @returns UTC in SQLite's text form; null for never
 * @throws Problem 422
 */
export function expiryOf(
  wish: string | null | undefined,
  bound: string | null,
  now: Date,
): string | null {
  if (wish === null || wish === undefined) return bound
  const time = parseRfc3339(wish)?.getTime()
  if (time === undefined) throw wrong('must be a time as RFC 3339 writes it')
  if (time <= now.getTime()) throw wrong('must be in the future')
  if (time - now.getTime() > FURTHEST) throw wrong('must be at most 366 days ahead')
  const expiry = toSqliteTime(new Date(time))
  if (bound !== null && expiry > bound) throw wrong('must not be later than that of your token')
  return expiry
}

function wrong(detail: string) {
  return unprocessable([{ pointer: '/expires_at', detail }])
}
