import type { ModelContext } from './context.ts'
import { type Prepared, prepared } from './prepared.ts'

/** Unread messages of one room, and mentions among them, that are counted: 100 means "100 or more". */
export const MOST_UNREAD = 100

/** What somebody has not read yet. Each room counts at most {@link MOST_UNREAD}. */
export interface Unread {
  readonly unread_count: number
  readonly mention_count: number
}

/** SQL that counts the unread messages of a room, for the columns `room_id` and `last_read_id` of `member`. */
export function unreadOf(member: string): string {
  return `(SELECT count(*) FROM (SELECT 1 FROM messages n
    WHERE n.room_id = ${member}.room_id AND n.id > ${member}.last_read_id
      AND n.deleted_at IS NULL AND n.notice IS NULL LIMIT ${MOST_UNREAD}))`
}

/** SQL that counts the mentions of `member.user_id` among them. */
export function unreadMentionsOf(member: string): string {
  return `(SELECT count(*) FROM (SELECT 1 FROM message_mentions x
    WHERE x.user_id = ${member}.user_id AND x.room_id = ${member}.room_id
      AND x.message_id > ${member}.last_read_id LIMIT ${MOST_UNREAD}))`
}

/** How far each member has read their rooms. */
export class ReadMarkers {
  readonly #move: Prepared<never>
  readonly #newest: Prepared<{ id: number | null }>
  readonly #ofRoom: Prepared<Unread & { last_read_id: number }>
  readonly #total: Prepared<{ unread_count: number | null; mention_count: number | null }>

  constructor({ sql }: ModelContext) {
    this.#move = prepared(
      sql,
      `UPDATE room_members SET last_read_id = ?
       WHERE room_id = ? AND user_id = ? AND last_read_id < ?`,
    )
    this.#newest = prepared(sql, 'SELECT max(id) AS id FROM messages WHERE room_id = ?')
    this.#ofRoom = prepared(
      sql,
      `SELECT m.last_read_id, ${unreadOf('m')} AS unread_count,
         ${unreadMentionsOf('m')} AS mention_count
       FROM room_members m WHERE m.room_id = +? AND m.user_id = +?`,
    )
    this.#total = prepared(
      sql,
      `SELECT sum(${unreadOf('m')}) AS unread_count, sum(${unreadMentionsOf('m')}) AS mention_count
       FROM room_members m WHERE m.user_id = +?`,
    )
  }

  /** Says that the member has read the room as far as this message. It never moves back. */
  move(roomId: number, userId: string, messageId: number): void {
    this.#move().run(messageId, roomId, userId, messageId)
  }

  /** {@link move}, but not beyond the newest message that the room has. */
  read(roomId: number, userId: string, messageId: number): void {
    const newest = this.#newest().get(roomId)?.id ?? 0
    this.move(roomId, userId, Math.min(messageId, newest))
  }

  /** Null for outsiders. */
  ofRoom(roomId: number, userId: string): (Unread & { last_read_id: number }) | null {
    return this.#ofRoom().get(roomId, userId)
  }

  /** Over all rooms of the user. */
  total(userId: string): Unread {
    const { unread_count, mention_count } = this.#total().get(userId) ?? {}
    return { unread_count: unread_count ?? 0, mention_count: mention_count ?? 0 }
  }
}
