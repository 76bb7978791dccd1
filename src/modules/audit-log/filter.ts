import type { AuditFilter } from '../../auth/audit/audit-log.ts'
import { parseRfc3339, toSqliteTime } from '../../database/time.ts'
import { unprocessable } from '../../problem.ts'
import type { OwnAuditQuery } from './schema.ts'

/**
 * What a query asks for, with one row more than its page has.
 *
 * @throws Problem 422
 */
export function filterOf(query: OwnAuditQuery, actorId: string | null): AuditFilter {
  const { limit = 50, before, action = null, since, until } = query
  return {
    before: before === undefined ? null : Number(before),
    action,
    actorId,
    since: timeOf('since', since),
    until: timeOf('until', until),
    limit: Number(limit) + 1,
  }
}

function timeOf(name: string, text: string | undefined): string | null {
  if (text === undefined) return null
  const time = parseRfc3339(text)
  if (time !== null) return toSqliteTime(time)
  throw unprocessable([{ pointer: `?${name}`, detail: 'must be a time as RFC 3339 writes it' }])
}

/** The rows of the page, and where the next one begins. */
export function cut<Row extends { readonly id: number }>(
  rows: readonly Row[],
  { limit }: AuditFilter,
): { readonly page: readonly Row[]; readonly next_cursor: number | null } {
  const page = rows.slice(0, limit - 1)
  return { page, next_cursor: rows.length === limit ? (page.at(-1)?.id ?? null) : null }
}
