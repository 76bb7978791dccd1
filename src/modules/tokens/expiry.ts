import { parseRfc3339, toSqliteTime } from '../../database/time.ts'
import { unprocessable } from '../../problem.ts'

/** A date further ahead is one that nobody remembers; a leap year has so many days. */
const FURTHEST = 366 * 24 * 60 * 60_000

/**
 * When a new token ends.
 *
 * @param wish RFC 3339, or nothing
 * @returns UTC in SQLite's text form; null for never
 * @throws Problem 422
 */
export function expiryOf(wish: string | null | undefined, now: Date): string | null {
  if (wish === null || wish === undefined) return null
  const time = parseRfc3339(wish)?.getTime()
  if (time === undefined) throw wrong('must be a time as RFC 3339 writes it')
  if (time <= now.getTime()) throw wrong('must be in the future')
  if (time - now.getTime() > FURTHEST) throw wrong('must be at most 366 days ahead')
  return toSqliteTime(new Date(time))
}

function wrong(detail: string) {
  return unprocessable([{ pointer: '/expires_at', detail }])
}
