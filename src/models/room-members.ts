import type { ModelContext } from './context.ts'
import type { Events } from './events.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { PublicUserColumns, RoomMemberWithUser } from './public-user.ts'
import type { MemberRole, RoomMemberRow, RoomRow, Timestamp } from './rows.ts'

/** Where a page of members begins (behind the user `after`), and how many it may hold. */
export interface RoomMemberPage {
  after: string | null
  limit: number
}

/** What somebody is in a room, how others see them there, and what the room is to whoever is in it. */
export type MembershipRow = Pick<RoomMemberRow, 'user_id' | 'role'> &
  PublicUserColumns &
  Pick<RoomRow, 'type' | 'visibility' | 'archived_at'>

/** Somebody in a room. */
export type Membership = Pick<RoomMemberRow, 'room_id' | 'user_id'>

/** Who is in a room, and with what rights. */
export class RoomMembers {
  readonly #context: ModelContext
  readonly #events: Events
  readonly #insert: Prepared<RoomMemberRow>
  readonly #find: Prepared<RoomMemberRow>
  readonly #findByAuthId: Prepared<MembershipRow>
  readonly #exists: Prepared<{ found: 1 }>
  readonly #ofRoom: Prepared<RoomMemberWithUser>
  readonly #findAll: Prepared<RoomMemberWithUser>
  readonly #count: Prepared<{ member_count: number }>
  readonly #idsOfRoom: Prepared<{ user_id: string }>
  readonly #idsAmong: Prepared<{ user_id: string }>
  readonly #pageOfRoom: Prepared<RoomMemberWithUser>
  readonly #updateRole: Prepared<RoomMemberRow>
  readonly #delete: Prepared<never>
  readonly #anotherAdmin: Prepared<{ found: 1 }>
  readonly #appointSuccessors: Prepared<Membership>
  readonly #leaveGroups: Prepared<Membership>

  constructor(context: ModelContext, events: Events) {
    const { sql } = context
    this.#context = context
    this.#events = events
    this.#insert = prepared(
      sql,
      `INSERT INTO room_members (room_id, user_id, joined_at, role, last_read_id)
       VALUES (?, ?, ?, ?, coalesce((SELECT max(id) FROM messages WHERE room_id = ?), 0))
       ON CONFLICT (room_id, user_id) DO NOTHING RETURNING *`,
    )
    this.#find = prepared(sql, 'SELECT * FROM room_members WHERE room_id = ? AND user_id = ?')
    this.#findByAuthId = prepared(
      sql,
      `SELECT m.user_id, m.role, u.username, u.name, u.avatar_url,
         r.type, r.visibility, r.archived_at
       FROM users u CROSS JOIN rooms r
       CROSS JOIN room_members m ON m.room_id = r.id AND m.user_id = u.id
       WHERE r.id = +? AND u.auth_id = +?`,
    )
    this.#exists = prepared(
      sql,
      'SELECT 1 AS found FROM room_members WHERE room_id = ? AND user_id = ?',
    )
    this.#ofRoom = prepared(
      sql,
      `SELECT m.*, u.username, u.name, u.avatar_url
       FROM room_members m JOIN users u ON u.id = m.user_id
       WHERE m.room_id = +? ORDER BY m.user_id`,
    )
    this.#findAll = prepared(
      sql,
      `SELECT m.*, u.username, u.name, u.avatar_url FROM json_each(+?) AS page
       CROSS JOIN room_members m ON m.room_id = page.value ->> 0 AND m.user_id = page.value ->> 1
       JOIN users u ON u.id = m.user_id`,
    )
    this.#count = prepared(sql, 'SELECT member_count FROM rooms WHERE id = ?')
    this.#idsOfRoom = prepared(sql, 'SELECT user_id FROM room_members WHERE room_id = ?')
    this.#idsAmong = prepared(
      sql,
      `SELECT m.user_id FROM json_each(+?) AS page
       CROSS JOIN room_members m ON m.room_id = +? AND m.user_id = page.value`,
    )
    this.#pageOfRoom = prepared(
      sql,
      `SELECT m.*, u.username, u.name, u.avatar_url
       FROM room_members m JOIN users u ON u.id = m.user_id
       WHERE m.room_id = +? AND m.user_id > +? ORDER BY m.user_id LIMIT +?`,
    )
    this.#updateRole = prepared(
      sql,
      'UPDATE room_members SET role = ? WHERE room_id = ? AND user_id = ? RETURNING *',
    )
    this.#delete = prepared(sql, 'DELETE FROM room_members WHERE room_id = ? AND user_id = ?')
    // Here and below only those who can come are admins indeed: nobody else could use the role.
    this.#anotherAdmin = prepared(
      sql,
      `SELECT 1 AS found FROM room_members m JOIN users u ON u.id = m.user_id
       WHERE m.room_id = +? AND m.user_id <> +? AND m.role = 'admin'
         AND u.auth_id IS NOT NULL AND u.left_at IS NULL
       LIMIT 1`,
    )
    this.#appointSuccessors = prepared(
      sql,
      `UPDATE room_members AS next SET role = 'admin'
       WHERE next.room_id IN (
         SELECT m.room_id FROM room_members m JOIN rooms r ON r.id = m.room_id
         WHERE m.user_id = ? AND m.role = 'admin' AND r.type = 'group' AND NOT EXISTS (
           SELECT 1 FROM room_members other JOIN users o ON o.id = other.user_id
           WHERE other.room_id = m.room_id AND other.user_id <> m.user_id
             AND other.role = 'admin' AND o.auth_id IS NOT NULL AND o.left_at IS NULL))
       AND next.user_id = (
         SELECT c.user_id FROM room_members c JOIN users u ON u.id = c.user_id
         WHERE c.room_id = next.room_id AND c.user_id <> ?
         ORDER BY u.auth_id IS NULL OR u.left_at IS NOT NULL, c.joined_at, c.user_id LIMIT 1)
       RETURNING room_id, user_id`,
    )
    this.#leaveGroups = prepared(
      sql,
      `DELETE FROM room_members WHERE user_id = ?
       AND room_id IN (SELECT id FROM rooms WHERE type = 'group') RETURNING room_id, user_id`,
    )
  }

  /**
   * Adds the user to the room; what was said before counts as read. Whoever is a member already stays as they are, role included.
   * @returns the membership, new or old
   * @throws ForeignKeyViolation when there is no such room or user
   */
  addMember(
    roomId: number,
    userId: string,
    role: MemberRole = 'member',
    joinedAt: Timestamp = this.#context.now(),
  ): RoomMemberRow {
    return this.#context.sql.transaction(() => {
      // RETURNING gives nothing for a row that was left alone (https://sqlite.org/lang_returning.html).
      const added = this.#insert().get(roomId, userId, joinedAt, role, roomId)
      if (added === null) return this.find(roomId, userId) as RoomMemberRow
      this.#events.append('member.added', { room_id: roomId, user_id: userId })
      return added
    })
  }

  isMember(roomId: number, userId: string): boolean {
    return this.#exists().get(roomId, userId) !== null
  }

  find(roomId: number, userId: string): RoomMemberRow | null {
    return this.#find().get(roomId, userId)
  }

  /** Those of these memberships that there are, in any order; in one statement. */
  findAll(memberships: readonly Membership[]): RoomMemberWithUser[] {
    if (memberships.length === 0) return []
    const pairs = memberships.map(({ room_id, user_id }) => [room_id, user_id])
    return this.#findAll().all(JSON.stringify(pairs))
  }

  /** What the person of the auth database is and may do in this room; null for outsiders. */
  findByAuthId(roomId: number, authId: string): MembershipRow | null {
    return this.#findByAuthId().get(roomId, authId)
  }

  /** Those of these users who are in the room. Others who are in it may be among them. */
  membersAmong(roomId: number, userIds: readonly string[]): Set<string> {
    const { member_count } = this.#count().get(roomId) ?? { member_count: 0 }
    // To look a few up costs less than to list a large room, and the reverse.
    const rows =
      member_count > userIds.length
        ? this.#idsAmong().all(JSON.stringify(userIds), roomId)
        : this.#idsOfRoom().all(roomId)
    return new Set(rows.map(({ user_id }) => user_id))
  }

  /** Every member with what others may see of them, in the order of their ids. */
  getRoomMembers(roomId: number): RoomMemberWithUser[] {
    return this.#ofRoom().all(roomId)
  }

  /** The same as `getRoomMembers`, one page at a time. */
  pageOfRoom(roomId: number, { after, limit }: RoomMemberPage): RoomMemberWithUser[] {
    return this.#pageOfRoom().all(roomId, after ?? '', limit)
  }

  /** @returns the membership as it is now, or null when there is none */
  updateRole(roomId: number, userId: string, role: MemberRole): RoomMemberRow | null {
    return this.#context.sql.transaction(() => {
      const updated = this.#updateRole().get(role, roomId, userId)
      if (updated) this.#events.append('member.updated', { room_id: roomId, user_id: userId })
      return updated
    })
  }

  /** @returns whether the user was a member */
  remove(roomId: number, userId: string): boolean {
    return this.#context.sql.transaction(() => {
      if (this.#delete().run(roomId, userId).changes === 0) return false
      this.#events.append('member.removed', { room_id: roomId, user_id: userId })
      return true
    })
  }

  /** Whether somebody else who can sign in is an admin of the room. */
  hasAnotherAdmin(roomId: number, userId: string): boolean {
    return this.#anotherAdmin().get(roomId, userId) !== null
  }

  /**
   * Takes the user out of every group room. Where they were the last admin who can sign in,
   * whoever has been there longest of those who can becomes one (or, where nobody can, the one
   * who has been there longest), so that no room is left without. Direct rooms stay as
   * they are: the other half keeps the conversation, and whom it was with.
   */
  leaveGroupRooms(userId: string): void {
    this.#context.sql.transaction(() => {
      for (const { room_id, user_id } of this.#appointSuccessors().all(userId, userId)) {
        this.#events.append('member.updated', { room_id, user_id })
      }
      for (const { room_id, user_id } of this.#leaveGroups().all(userId)) {
        this.#events.append('member.removed', { room_id, user_id })
      }
    })
  }
}
