import type { Caller } from '../../auth/authority.ts'
import type { SessionRow } from '../../auth/rows.ts'
import { toRfc3339 } from '../../database/time.ts'
import type { Session } from './schema.ts'

/** @param caller of the request, whose own session is marked */
export function toSession(row: SessionRow, { credential }: Caller): Session {
  return {
    id: row.id,
    current: row.id === credential.id,
    user_agent: row.user_agent,
    created_at: toRfc3339(row.created_at),
    last_used_at: row.last_used_at && toRfc3339(row.last_used_at),
    expires_at: new Date(row.expires).toISOString(),
  }
}
