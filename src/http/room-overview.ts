import { type Static, t } from 'elysia'
import { toRfc3339 } from '../database/time.ts'
import {
  lastAuthor,
  PREVIEW,
  peer,
  type RoomCursor,
  type RoomOverviewRow,
} from '../models/room-list.ts'
import { messageExample, roomExample } from './examples.ts'
import { roomFields, toRoom } from './room.ts'
import { choice, integer, integerId, moment, nullable, record } from './schema.ts'
import { mentionCount, unreadCount } from './unread.ts'
import { toUserSummary, UserSummary } from './user-summary.ts'

const LastMessage = record(
  'LastMessage',
  {
    id: integerId,
    type: choice('text', 'image', 'file'),
    content: t.String({ description: `Its first ${PREVIEW} characters.`, examples: ['Hello'] }),
    created_at: moment,
    user: nullable(UserSummary),
  },
  {
    examples: [
      {
        id: messageExample.id,
        type: 'text',
        content: messageExample.content,
        created_at: messageExample.created_at,
        user: messageExample.user,
      },
    ],
  },
)

const lastExample = LastMessage['examples'][0]

/** A room, and what it is to the caller. */
export const RoomOverview = record(
  'RoomOverview',
  {
    ...roomFields,
    role: choice('admin', 'member'),
    member_count: integer({ minimum: 0, examples: [2] }),
    last_read_message_id: integer({
      minimum: 0,
      description: 'How far you have read; 0 for not at all.',
      examples: [41],
    }),
    unread_count: unreadCount,
    mention_count: mentionCount,
    last_message: nullable(LastMessage),
    // The other one of a direct room; in the room for notes, you.
    with: nullable(UserSummary),
  },
  {
    examples: [
      {
        ...roomExample,
        role: 'admin',
        member_count: 2,
        last_read_message_id: 41,
        unread_count: 1,
        mention_count: 0,
        last_message: lastExample,
        with: null,
      },
    ],
  },
)
export type RoomOverview = Static<typeof RoomOverview>

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
