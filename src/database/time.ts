/**
 * `YYYY-MM-DD HH:MM:SS.SSS` in UTC: SQLite's own text form, so that explicit
 * times and CURRENT_TIMESTAMP sort together (https://sqlite.org/lang_datefunc.html).
 */
export function toSqliteTime(date: Date): string {
  return date.toISOString().slice(0, 23).replace('T', ' ')
}

let lastMoment = 0
let lastText = toSqliteTime(new Date(lastMoment))

/** Now. A unit of work asks several times, and units of one turn share a millisecond. */
export function sqliteNow(): string {
  const moment = Date.now()
  if (moment !== lastMoment) {
    lastMoment = moment
    lastText = toSqliteTime(new Date(moment))
  }
  return lastText
}

/** {@link sqliteNow} as an SQL expression: CURRENT_TIMESTAMP has no milliseconds. */
export const SQL_NOW = `strftime('%Y-%m-%d %H:%M:%f', 'now')`

/** RFC 3339 from SQLite's text form: `2026-01-02 03:04:05` → `2026-01-02T03:04:05Z`. */
export function toRfc3339(time: string): string {
  return `${time.slice(0, 10)}T${time.slice(11)}Z`
}

/** RFC 3339 section 5.6. Date.parse alone takes much else. */
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/

/** The moment that a client wrote; null for what is none. */
export function parseRfc3339(text: string): Date | null {
  const time = RFC_3339.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? null : new Date(time)
}
