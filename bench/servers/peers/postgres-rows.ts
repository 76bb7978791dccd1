import { toSqliteTime } from '../../../src/database/time.ts'
import type { MessageWithUser } from '../../../src/models/public-user.ts'
import type { RoomOverviewRow } from '../../../src/models/room-list.ts'
import type { Timestamp } from '../../../src/models/rows.ts'

/** A row with moments where ours has texts. */
type WithDates<Row, Columns extends keyof Row> = Omit<Row, Columns> & {
  readonly [Column in Columns]: null extends Row[Column] ? Date | null : Date
}

export type PostgresMessage = WithDates<MessageWithUser, 'created_at' | 'edited_at' | 'deleted_at'>

export function toMessageRow(row: PostgresMessage): MessageWithUser {
  return {
    ...row,
    created_at: toSqliteTime(row.created_at),
    edited_at: toTimestamp(row.edited_at),
    deleted_at: toTimestamp(row.deleted_at),
  }
}

export type PostgresRoom = WithDates<
  Omit<
    RoomOverviewRow,
    'direct_key' | 'deleting_at' | 'peer_id' | 'peer_username' | 'peer_name' | 'peer_avatar_url'
  >,
  'created_at' | 'archived_at' | 'last_created_at'
>

export function toRoomRow(row: PostgresRoom): RoomOverviewRow {
  return {
    ...row,
    created_at: toSqliteTime(row.created_at),
    archived_at: toTimestamp(row.archived_at),
    last_created_at: toTimestamp(row.last_created_at),
    direct_key: null,
    deleting_at: null,
    peer_id: null,
    peer_username: null,
    peer_name: null,
    peer_avatar_url: null,
  }
}

function toTimestamp(date: Date | null): Timestamp | null {
  return date === null ? null : toSqliteTime(date)
}
