import type { ModelContext } from './context.ts'
import { NotAnswerable } from './errors.ts'
import type { Events } from './events.ts'
import type { Files } from './files.ts'
import type { Mentions } from './mentions.ts'
import { MessagePages } from './message-pages.ts'
import { MESSAGE_WITH_USER } from './message-with-user.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { MessageWithUser } from './public-user.ts'
import type { Reactions } from './reactions.ts'
import type { ReadMarkers } from './read-markers.ts'
import type { Revisions } from './revisions.ts'
import type { EventType, MessageRow, MessageType, Timestamp } from './rows.ts'

export interface NewMessage {
  room_id: number
  user_id: string
  content: string
  type?: MessageType
  /** The message that it answers, of the same room. */
  reply_to_id?: number | null
  /** What a message of type `image` or `file` shows. */
  file_id?: string | null
  /** For imports and sample data; now, when left out. */
  created_at?: Timestamp
}

/** What hangs on a message, and changes with it. */
interface Attachments {
  readonly files: Files
  readonly revisions: Revisions
  readonly mentions: Mentions
  readonly reactions: Reactions
  readonly readMarkers: ReadMarkers
  readonly events: Events
}

/** The messages of all rooms. See {@link MessagePages} for their order. */
export class Messages {
  /** Pages of a room's messages. */
  readonly ofRoom: MessagePages
  /** Pages of the replies to a message. */
  readonly repliesTo: MessagePages
  readonly #context: ModelContext
  readonly #attached: Attachments
  readonly #insert: Prepared<never>
  readonly #findById: Prepared<MessageRow>
  readonly #findInRoom: Prepared<MessageRow>
  readonly #findInRoomWithUser: Prepared<MessageWithUser>
  readonly #byIdsWithUsers: Prepared<MessageWithUser>
  readonly #byRoom: Prepared<MessageRow>
  readonly #byRoomWithUsers: Prepared<MessageWithUser>
  readonly #edit: Prepared<MessageRow>
  readonly #softDelete: Prepared<MessageRow>
  readonly #countReply: Prepared<never>
  readonly #lastId: Prepared<{ id: number | null }>

  constructor(context: ModelContext, attached: Attachments) {
    const { sql } = context
    this.ofRoom = new MessagePages(sql, 'room_id')
    this.repliesTo = new MessagePages(sql, 'reply_to_id')
    this.#context = context
    this.#attached = attached
    this.#insert = prepared(
      sql,
      `INSERT INTO messages (room_id, user_id, content, type, reply_to_id, mention_count, file_id, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#findById = prepared(sql, 'SELECT * FROM messages WHERE id = ?')
    this.#findInRoom = prepared(sql, 'SELECT * FROM messages WHERE id = ? AND room_id = ?')
    this.#findInRoomWithUser = prepared(
      sql,
      `${MESSAGE_WITH_USER} WHERE m.id = +? AND m.room_id = +?`,
    )
    this.#byIdsWithUsers = prepared(
      sql,
      `SELECT m.*, u.username, u.name, u.avatar_url FROM json_each(+?) AS page
       CROSS JOIN messages m ON m.id = page.value LEFT JOIN users u ON u.id = m.user_id`,
    )
    this.#byRoom = prepared(
      sql,
      'SELECT * FROM messages WHERE room_id = +? ORDER BY id DESC LIMIT +? OFFSET +?',
    )
    this.#byRoomWithUsers = prepared(
      sql,
      `${MESSAGE_WITH_USER} WHERE m.room_id = +? ORDER BY m.id DESC LIMIT +? OFFSET +?`,
    )
    this.#edit = prepared(
      sql,
      `UPDATE messages SET content = ?, edited_at = ?, mention_count = ?, revision = revision + 1
       WHERE id = ? RETURNING *`,
    )
    this.#softDelete = prepared(
      sql,
      `UPDATE messages SET content = '', deleted_at = ?, mention_count = 0, emoji_count = 0,
         file_id = NULL
       WHERE id = ? AND deleted_at IS NULL RETURNING *`,
    )
    this.#countReply = prepared(
      sql,
      'UPDATE messages SET reply_count = reply_count + ? WHERE id = ? AND room_id = ?',
    )
    this.#lastId = prepared(sql, 'SELECT max(id) AS id FROM messages')
  }

  /**
   * @throws ForeignKeyViolation when there is no such room, user or file
   * @throws NotAnswerable when `reply_to_id` is no message of the room
   */
  create(message: NewMessage): MessageRow {
    const replyTo = message.reply_to_id ?? null
    const fileId = message.file_id ?? null
    const { mentions, files } = this.#attached
    const mentioned = mentions.find(message.content, message.room_id, message.user_id)
    return this.#context.sql.transaction(() => {
      if (replyTo !== null && this.#count(1, replyTo, message.room_id) === 0) {
        throw new NotAnswerable()
      }
      const created = this.#create(message, replyTo, mentioned.length)
      mentions.add(created, mentioned)
      if (fileId !== null) files.attach(fileId, created.created_at)
      return created
    })
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

  /** Those of these ids that there are, in any room and order; in one statement. */
  findAllWithUsers(ids: readonly number[]): MessageWithUser[] {
    return ids.length === 0 ? [] : this.#byIdsWithUsers().all(JSON.stringify(ids))
  }

  findByRoom(roomId: number, limit = 50, offset = 0): MessageRow[] {
    return this.#byRoom().all(roomId, limit, offset)
  }

  /** The messages with their authors' public columns, in one statement. */
  findByRoomWithUsers(roomId: number, limit = 50, offset = 0): MessageWithUser[] {
    return this.#byRoomWithUsers().all(roomId, limit, offset)
  }

  /**
   * Gives the message another text and keeps the one that it had. It mentions whom the new text
   * does. The same text again changes nothing.
   *
   * @returns the message as it is now, or null when there is none or it has been deleted
   */
  edit(id: number, content: string, at: Timestamp = this.#context.now()): MessageRow | null {
    return this.#context.sql.transaction(() => {
      const message = this.findById(id)
      if (message === null || message.deleted_at !== null) return null
      if (message.content === content) return message
      const { revisions, mentions } = this.#attached
      revisions.keep(message)
      const mentioned = mentions.find(content, message.room_id, message.user_id)
      if (message.mention_count > 0) mentions.erase(id)
      mentions.add(message, mentioned)
      const edited = this.#edit().get(content, at, mentioned.length, id)
      this.#tell('message.edited', message)
      return edited
    })
  }

  /**
   * Leaves a tombstone: who wrote when, and when it was deleted. The text and its history go,
   * because whoever deletes a message means that nobody can read it any more, in a backup or an
   * export no more than through the API. So does its file, unless another message shows it too.
   * What answers it stays. A second call changes nothing,
   * `deleted_at` included.
   *
   * @returns the tombstone, or null when there is no such message
   */
  softDelete(id: number, at: Timestamp = this.#context.now()): MessageRow | null {
    return this.#context.sql.transaction(() => {
      const deleted = this.#softDelete().get(at, id)
      if (deleted === null) return this.findById(id)
      const { revisions, mentions, reactions } = this.#attached
      revisions.erase(id)
      mentions.erase(id)
      reactions.erase(id)
      if (deleted.reply_to_id !== null) this.#count(-1, deleted.reply_to_id, deleted.room_id)
      this.#tell('message.deleted', deleted)
      return deleted
    })
  }

  /** @returns how many messages that is: 0 where the room has none with this id */
  #count(replies: number, id: number, roomId: number): number {
    return this.#countReply().run(replies, id, roomId).changes
  }

  /** The highest id in use, 0 when there is none: what can be said of their number cheaply. */
  lastId(): number {
    return this.#lastId().get()?.id ?? 0
  }

  #create(message: NewMessage, replyTo: number | null, mentionCount: number): MessageRow {
    const { room_id, user_id, content, type = 'text', file_id = null } = message
    const at = message.created_at ?? this.#context.now()
    const { lastInsertRowid } = this.#insert().run(
      room_id,
      user_id,
      content,
      type,
      replyTo,
      mentionCount,
      file_id,
      at,
    )
    // RETURNING would read all of it back, for a tenth of what the INSERT costs.
    const created: MessageRow = {
      id: lastInsertRowid,
      room_id,
      user_id,
      content,
      type,
      created_at: at,
      edited_at: null,
      deleted_at: null,
      revision: 1,
      reply_to_id: replyTo,
      reply_count: 0,
      mention_count: mentionCount,
      emoji_count: 0,
      file_id,
      notice: null,
    }
    // Whoever writes in a room has read what stands there.
    this.#attached.readMarkers.move(room_id, user_id, created.id)
    this.#tell('message.created', created)
    return created
  }

  #tell(type: EventType, { id, room_id }: MessageRow): void {
    this.#attached.events.append(type, { room_id, message_id: id })
  }
}
