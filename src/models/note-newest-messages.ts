import type { Sql } from '../database/port.ts'

/** Notes anew in each room which message is its newest, as the triggers of migration 0018 do. */
export function noteNewestMessages(sql: Sql): void {
  sql
    .prepare(
      `UPDATE rooms SET last_said_id = coalesce((SELECT max(id) FROM messages
         WHERE room_id = rooms.id AND deleted_at IS NULL AND notice IS NULL), 0)`,
    )
    .run()
}
