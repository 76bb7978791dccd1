import { toRfc3339 } from '../../database/time.ts'
import { toRoom } from '../../http/room.ts'
import { toUserSummary } from '../../http/user-summary.ts'
import { lastAuthor, peer, type RoomCursor, type RoomOverviewRow } from '../../models/room-list.ts'
import type { RoomOverview } from './schema.ts'

export function toRoomOverview(row: RoomOverviewRow): RoomOverview {
  return {
    ...toRoom(row),
    role: row.role,
    member_count: row.member_count,
    last_read_message_id: row.last_read_id,
    unread_count: row.unread_count,
    mention_count: row.mention_count,
    last_message: lastMessage(row),
    with: row.peer_id === null ? null : toUserSummary(row.peer_id, peer(row)),
  }
}

function lastMessage(row: RoomOverviewRow): RoomOverview['last_message'] {
  const { last_said_id: id, last_type, last_content, last_created_at, last_user_id } = row
  if (last_type === null || last_content === null || last_created_at === null) return null
  return {
    id,
    type: last_type,
    content: last_content,
    created_at: toRfc3339(last_created_at),
    user: last_user_id === null ? null : toUserSummary(last_user_id, lastAuthor(row)),
  }
}

/** `<id of its newest message>.<id of the room>` */
export function cursorOf({ last_said_id, id }: RoomCursor): string {
  return `${last_said_id}.${id}`
}

/** @param text as the query's schema has it */
export function readCursor(text: string): RoomCursor {
  const [lastSaid, id] = text.split('.')
  return { last_said_id: Number(lastSaid), id: Number(id) }
}
