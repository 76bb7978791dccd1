import type { ModelContext } from './context.ts'
import type { Events } from './events.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { Membership } from './room-members.ts'

/** Unread messages of one room, and mentions among them, that are counted: 100 means "100 or more". */
export const MOST_UNREAD = 100

/** The same over all rooms of somebody. */
export const MOST_UNREAD_IN_ALL = 1_000

/** What somebody has not read yet. */
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

/** How far somebody has read a room, and what the room had then. */
export interface Marker extends Unread {
  readonly room_id: number
  readonly user_id: string
  readonly last_read_id: number
  /** The room's newest message, 0 when it has none: nothing behind it was counted. */
  readonly newest_id: number
}

/** How far each member has read their rooms. */
export class ReadMarkers {
  readonly #context: ModelContext
  readonly #events: Events
  readonly #move: Prepared<never>
  readonly #newest: Prepared<{ id: number | null }>
  readonly #ofRoom: Prepared<Unread & { last_read_id: number }>
  readonly #findAll: Prepared<Marker>
  readonly #total: Prepared<Unread>

  constructor(context: ModelContext, events: Events) {
    const { sql } = context
    this.#context = context
    this.#events = events
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
    this.#findAll = prepared(
      sql,
      `SELECT m.room_id, m.user_id, m.last_read_id, ${unreadOf('m')} AS unread_count,
         ${unreadMentionsOf('m')} AS mention_count,
         coalesce((SELECT max(id) FROM messages n WHERE n.room_id = m.room_id), 0) AS newest_id
       FROM json_each(+?) AS page
       CROSS JOIN room_members m ON m.room_id = page.value ->> 0 AND m.user_id = page.value ->> 1`,
    )
    this.#total = prepared(
      sql,
      `SELECT
         (SELECT count(*) FROM (SELECT 1 FROM room_members m CROSS JOIN messages n
          WHERE m.user_id = +? AND n.room_id = m.room_id AND n.id > m.last_read_id
            AND n.deleted_at IS NULL AND n.notice IS NULL LIMIT ${MOST_UNREAD_IN_ALL}))
         AS unread_count,
         (SELECT count(*) FROM (SELECT 1 FROM room_members m CROSS JOIN message_mentions x
          WHERE m.user_id = +? AND x.user_id = m.user_id AND x.room_id = m.room_id
            AND x.message_id > m.last_read_id LIMIT ${MOST_UNREAD_IN_ALL}))
         AS mention_count`,
    )
  }

  /**
   * Says that the member has read the room as far as this message. It never moves back. Whoever
   * writes a message moves theirs by it, and the message tells their devices.
   *
   * @returns whether it has moved
   */
  move(roomId: number, userId: string, messageId: number): boolean {
    return this.#move().run(messageId, roomId, userId, messageId).changes > 0
  }

  /** {@link move}, but not beyond the newest message that the room has; and tells their devices. */
  read(roomId: number, userId: string, messageId: number): void {
    this.#context.sql.transaction(() => {
      const newest = this.#newest().get(roomId)?.id ?? 0
      if (!this.move(roomId, userId, Math.min(messageId, newest))) return
      this.#events.append('read.moved', { room_id: roomId, user_id: userId })
    })
  }

  /** Null for outsiders. */
  ofRoom(roomId: number, userId: string): (Unread & { last_read_id: number }) | null {
    return this.#ofRoom().get(roomId, userId)
  }

  /** Those of these members, in any order; in one statement. */
  findAll(members: readonly Membership[]): Marker[] {
    if (members.length === 0) return []
    const pairs = members.map(({ room_id, user_id }) => [room_id, user_id])
    return this.#findAll().all(JSON.stringify(pairs))
  }

  /** Over all rooms of the user; {@link MOST_UNREAD_IN_ALL} at the most. */
  total(userId: string): Unread {
    return this.#total().get(userId, userId) as Unread
  }
}
