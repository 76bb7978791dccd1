import type { ModelContext } from './context.ts'
import { directKey } from './direct-key.ts'
import type { Events } from './events.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { RoomMembers } from './room-members.ts'
import type { RoomRow, RoomType, RoomVisibility, Timestamp } from './rows.ts'

export interface NewRoom {
  type: RoomType
  name?: string | null
  created_by?: string | null
  /** `private`, when left out. */
  visibility?: RoomVisibility
  topic?: string | null
  /** For imports and sample data; now, when left out. */
  created_at?: Timestamp
}

/** What admins of a room may change; what is left out stays. */
export interface RoomSettings {
  name?: string | null
  topic?: string | null
  visibility?: RoomVisibility
  archived?: boolean
}

const SETTINGS = ['name', 'topic', 'visibility', 'archived_at'] as const

/**
 * Messages that go in one unit of work: some milliseconds, nearly all of which it takes to remove
 * their words from the index.
 */
const LARGEST_DELETION = 100

/** Group rooms, the one direct room of each pair, and everybody's own one with themselves. */
export class Rooms {
  readonly #context: ModelContext
  readonly #members: RoomMembers
  readonly #events: Events
  readonly #insert: Prepared<RoomRow>
  readonly #findById: Prepared<RoomRow>
  readonly #findAll: Prepared<RoomRow>
  readonly #findByDirectKey: Prepared<RoomRow>
  readonly #findUserRooms: Prepared<RoomRow>
  readonly #update: Prepared<RoomRow>
  readonly #mark: Prepared<never>
  readonly #empty: Prepared<never>
  readonly #findMarked: Prepared<{ id: number }>
  readonly #deleteMessages: Prepared<never>
  readonly #delete: Prepared<never>

  constructor(context: ModelContext, members: RoomMembers, events: Events) {
    const { sql } = context
    this.#context = context
    this.#members = members
    this.#events = events
    this.#insert = prepared(
      sql,
      `INSERT INTO rooms (name, type, created_by, created_at, direct_key, visibility, topic)
       VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING *`,
    )
    this.#findById = prepared(sql, 'SELECT * FROM rooms WHERE id = ? AND deleting_at IS NULL')
    this.#findAll = prepared(
      sql,
      `SELECT r.* FROM json_each(+?) AS page CROSS JOIN rooms r ON r.id = page.value
       WHERE r.deleting_at IS NULL`,
    )
    this.#findByDirectKey = prepared(sql, 'SELECT * FROM rooms WHERE direct_key = ?')
    this.#findUserRooms = prepared(
      sql,
      `SELECT r.* FROM room_members m JOIN rooms r ON r.id = m.room_id
       WHERE m.user_id = +? ORDER BY m.room_id`,
    )
    this.#update = prepared(
      sql,
      `UPDATE rooms SET name = ?, topic = ?, visibility = ?, archived_at = ?
       WHERE id = ? RETURNING *`,
    )
    // Without the key the pair of a direct room can meet anew.
    this.#mark = prepared(
      sql,
      'UPDATE rooms SET deleting_at = ?, direct_key = NULL WHERE id = ? AND deleting_at IS NULL',
    )
    this.#empty = prepared(sql, 'DELETE FROM room_members WHERE room_id = ?')
    this.#findMarked = prepared(
      sql,
      'SELECT id FROM rooms WHERE deleting_at IS NOT NULL ORDER BY deleting_at LIMIT 1',
    )
    this.#deleteMessages = prepared(
      sql,
      `DELETE FROM messages
       WHERE id IN (SELECT id FROM messages WHERE room_id = +? ORDER BY id LIMIT +?)`,
    )
    this.#delete = prepared(sql, 'DELETE FROM rooms WHERE id = ?')
  }

  /**
   * Creates the room and adds no member to it. Direct rooms are made by `createDirectRoom`.
   * @throws ForeignKeyViolation when `created_by` is no user
   */
  create(room: NewRoom): RoomRow {
    return this.#insertRoom(room, null)
  }

  /** The direct room of two users, made now if there is none. See `findOrCreateDirectRoom`. */
  createDirectRoom(a: string, b: string): RoomRow {
    return this.findOrCreateDirectRoom(a, b).room
  }

  /**
   * The direct room of two users in either order, and whether this call made it.
   * Room and members are written together or not at all. Someone who has left an existing
   * room is a member again: whoever asks for the pair's room means both. With the same user
   * twice it is a room of their own, for notes.
   * @throws ForeignKeyViolation when one of them is no user
   */
  findOrCreateDirectRoom(
    a: string,
    b: string,
    createdAt: Timestamp = this.#context.now(),
  ): { room: RoomRow; created: boolean } {
    const key = directKey(a, b)
    return this.#context.sql.transaction(() => {
      const found = this.#findByDirectKey().get(key)
      const room =
        found ?? this.#insertRoom({ type: 'direct', created_by: a, created_at: createdAt }, key)
      this.#members.addMember(room.id, a, 'member', createdAt)
      if (b !== a) this.#members.addMember(room.id, b, 'member', createdAt)
      // As it is with its members.
      return { room: this.findById(room.id) ?? room, created: found === null }
    })
  }

  findById(id: number): RoomRow | null {
    return this.#findById().get(id)
  }

  /** Those of these ids that there are, in any order; in one statement. */
  findAll(ids: readonly number[]): RoomRow[] {
    return ids.length === 0 ? [] : this.#findAll().all(JSON.stringify(ids))
  }

  /** Every room that the user is a member of, in the order of their ids. */
  findUserRooms(userId: string): RoomRow[] {
    return this.#findUserRooms().all(userId)
  }

  /** @returns the room as it is now, or null when there is none */
  update(id: number, changes: RoomSettings, at: Timestamp = this.#context.now()): RoomRow | null {
    return this.#context.sql.transaction(() => {
      const room = this.findById(id)
      if (room === null) return null
      const { name, topic, visibility, archived_at } = { ...room, ...changes }
      const archived = changes.archived ?? archived_at !== null
      const since = archived ? (archived_at ?? at) : null
      const updated = this.#update().get(name, topic, visibility, since, id)
      if (updated && SETTINGS.some((column) => room[column] !== updated[column])) {
        this.#events.append('room.updated', { room_id: id })
      }
      return updated
    })
  }

  /**
   * Deletes the room: from now on nobody is in it and nothing finds it. Its messages go with it,
   * the first of them now; see `hasRemains`. @returns whether there was one
   */
  delete(id: number): boolean {
    return this.#context.sql.transaction(() => {
      if (this.#mark().run(this.#context.now(), id).changes === 0) return false
      this.#events.appendForMembers('member.removed', id)
      this.#empty().run(id)
      this.deleteRemains()
      return true
    })
  }

  /** Whether a deleted room still has messages, so that `deleteRemains` must be called again. */
  hasRemains(): boolean {
    return this.#findMarked().get() !== null
  }

  /**
   * Deletes some messages of a deleted room, and the room's row with the last of them. Bounded,
   * because a unit of work holds everybody up: be sure to give each call a unit of its own.
   *
   * @returns whether anything is left
   */
  deleteRemains(limit = LARGEST_DELETION): boolean {
    return this.#context.sql.transaction(() => {
      const room = this.#findMarked().get()
      if (room === null) return false
      const { changes } = this.#deleteMessages().run(room.id, limit)
      if (changes < limit) this.#delete().run(room.id)
      return this.hasRemains()
    })
  }

  #insertRoom(room: NewRoom, key: string | null): RoomRow {
    return this.#insert().get(
      room.name ?? null,
      room.type,
      room.created_by ?? null,
      room.created_at ?? this.#context.now(),
      key,
      room.visibility ?? 'private',
      room.topic ?? null,
    ) as RoomRow
  }
}
