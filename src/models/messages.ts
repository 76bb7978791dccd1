import type { ModelContext } from './context.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { MessageWithUser } from './public-user.ts'
import type { MessageRow, MessageType, Timestamp } from './rows.ts'

export interface NewMessage {
  room_id: number
  user_id: string
  content: string
  type?: MessageType
  /** For imports and sample data; now, when left out. */
  created_at?: Timestamp
}

// LEFT JOIN: a message outlives its author.
const withUser = `SELECT m.*, u.username, u.name, u.avatar_url
  FROM messages m LEFT JOIN users u ON u.id = m.user_id`

/**
 * The messages of all rooms. Every list is newest first, by id: ids only grow, while two
 * messages may share a millisecond. Deleted messages stay in the lists as tombstones.
 */
export class Messages {
  readonly #context: ModelContext
  readonly #insert: Prepared<MessageRow>
  readonly #findById: Prepared<MessageRow>
  readonly #findInRoom: Prepared<MessageRow>
  readonly #findInRoomWithUser: Prepared<MessageWithUser>
  readonly #byRoom: Prepared<MessageRow>
  readonly #byRoomWithUsers: Prepared<MessageWithUser>
  readonly #before: Prepared<MessageWithUser>
  readonly #after: Prepared<MessageWithUser>
  readonly #anyBefore: Prepared<{ found: 1 }>
  readonly #anyAfter: Prepared<{ found: 1 }>
  readonly #edit: Prepared<MessageRow>
  readonly #softDelete: Prepared<MessageRow>
  readonly #lastId: Prepared<{ id: number | null }>

  constructor(context: ModelContext) {
    const { sql } = context
    this.#context = context
    this.#insert = prepared(
      sql,
      `INSERT INTO messages (room_id, user_id, content, type, created_at)
       VALUES (?, ?, ?, ?, ?) RETURNING *`,
    )
    this.#findById = prepared(sql, 'SELECT * FROM messages WHERE id = ?')
    this.#findInRoom = prepared(sql, 'SELECT * FROM messages WHERE id = ? AND room_id = ?')
    this.#findInRoomWithUser = prepared(sql, `${withUser} WHERE m.id = +? AND m.room_id = +?`)
    this.#byRoom = prepared(
      sql,
      'SELECT * FROM messages WHERE room_id = +? ORDER BY id DESC LIMIT +? OFFSET +?',
    )
    this.#byRoomWithUsers = prepared(
      sql,
      `${withUser} WHERE m.room_id = +? ORDER BY m.id DESC LIMIT +? OFFSET +?`,
    )
    this.#before = prepared(
      sql,
      `${withUser} WHERE m.room_id = +? AND m.id < +? ORDER BY m.id DESC LIMIT +?`,
    )
    this.#after = prepared(
      sql,
      `${withUser} WHERE m.room_id = +? AND m.id > +? ORDER BY m.id LIMIT +?`,
    )
    this.#anyBefore = prepared(
      sql,
      'SELECT 1 AS found FROM messages WHERE room_id = +? AND id < +? LIMIT 1',
    )
    this.#anyAfter = prepared(
      sql,
      'SELECT 1 AS found FROM messages WHERE room_id = +? AND id > +? LIMIT 1',
    )
    this.#edit = prepared(
      sql,
      `UPDATE messages SET content = ?, edited_at = ?
       WHERE id = ? AND deleted_at IS NULL RETURNING *`,
    )
    this.#softDelete = prepared(
      sql,
      `UPDATE messages SET content = '', deleted_at = ?
       WHERE id = ? AND deleted_at IS NULL RETURNING *`,
    )
    this.#lastId = prepared(sql, 'SELECT max(id) AS id FROM messages')
  }

  /** @throws ForeignKeyViolation when there is no such room or user */
  create(message: NewMessage): MessageRow {
    return this.#insert().get(
      message.room_id,
      message.user_id,
      message.content,
      message.type ?? 'text',
      message.created_at ?? this.#context.now(),
    ) as MessageRow
  }

  findById(id: number): MessageRow | null {
    return this.#findById().get(id)
  }

  /** The message if it is in this room: an id alone says nothing about who may read it. */
  findInRoom(roomId: number, id: number): MessageRow | null {
    return this.#findInRoom().get(id, roomId)
  }

  findInRoomWithUser(roomId: number, id: number): MessageWithUser | null {
    return this.#findInRoomWithUser().get(id, roomId)
  }

  findByRoom(roomId: number, limit = 50, offset = 0): MessageRow[] {
    return this.#byRoom().all(roomId, limit, offset)
  }

  /** The messages with their authors' public columns, in one statement. */
  findByRoomWithUsers(roomId: number, limit = 50, offset = 0): MessageWithUser[] {
    return this.#byRoomWithUsers().all(roomId, limit, offset)
  }

  /** The newest `limit` messages older than `beforeId`, or the newest of all when it is null. */
  pageBefore(roomId: number, beforeId: number | null, limit: number): MessageWithUser[] {
    return this.#before().all(roomId, beforeId ?? Number.MAX_SAFE_INTEGER, limit)
  }

  /** The oldest `limit` messages newer than `afterId`: the next page forwards, newest first too. */
  pageAfter(roomId: number, afterId: number, limit: number): MessageWithUser[] {
    return this.#after().all(roomId, afterId, limit).reverse()
  }

  /**
   * At most `limit` messages about the position `id`, the message itself among them if it is in
   * the room. Each side gets half, and what the other side cannot fill.
   */
  pageAround(roomId: number, id: number, limit: number): MessageWithUser[] {
    const newer = this.pageAfter(roomId, id, limit)
    const rest = this.#before().all(roomId, id + 1, limit)
    const share = Math.min(newer.length, Math.max(Math.floor(limit / 2), limit - rest.length))
    return [...newer.slice(newer.length - share), ...rest.slice(0, limit - share)]
  }

  /** Whether the room has a message older than `id`, that is, another page before it. */
  hasBefore(roomId: number, id: number): boolean {
    return this.#anyBefore().get(roomId, id) !== null
  }

  hasAfter(roomId: number, id: number): boolean {
    return this.#anyAfter().get(roomId, id) !== null
  }

  /** @returns the message as it is now, or null when there is none or it has been deleted */
  edit(id: number, content: string, at: Timestamp = this.#context.now()): MessageRow | null {
    return this.#edit().get(content, at, id)
  }

  /**
   * Leaves a tombstone: who wrote when, and when it was deleted. The text goes, because
   * whoever deletes a message means that nobody can read it any more, in a backup or an export
   * no more than through the API. A second call changes nothing, `deleted_at` included.
   * @returns the tombstone, or null when there is no such message
   */
  softDelete(id: number, at: Timestamp = this.#context.now()): MessageRow | null {
    return this.#softDelete().get(at, id) ?? this.findById(id)
  }

  /** The highest id in use, 0 when there is none: what can be said of their number cheaply. */
  lastId(): number {
    return this.#lastId().get()?.id ?? 0
  }
}
