import type { Auth } from '../auth/auth.ts'
import type { WorkspaceAccess } from '../auth/authority.ts'
import type { MembershipRow } from '../models/room-members.ts'
import type { RoomRow } from '../models/rows.ts'
import { conflict, forbidden, notFound } from '../problem.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import { roleNow } from './workspace-role.ts'

/** What the caller is in a room, and what kind of room it is. */
export type RoomMembership = MembershipRow

/**
 * The caller's membership in the room. Ask for it inside the callback that uses
 * the room, so that it holds in the same snapshot.
 *
 * @throws Problem 404 for unknown rooms and for rooms of others alike
 */
export function enterRoom(
  db: WorkspaceDatabase,
  room: number,
  { caller }: WorkspaceAccess,
): RoomMembership {
  const membership = db.roomMembers.findByAuthId(room, caller.personId)
  if (membership === null) throw notFound('room')
  return membership
}

/** {@link enterRoom}, to add or change something. @throws Problem 409 for an archived room, too */
export function enterRoomToWrite(
  db: WorkspaceDatabase,
  room: number,
  access: WorkspaceAccess,
): RoomMembership {
  const me = enterRoom(db, room, access)
  requireNotArchived(me)
  return me
}

/** The row of a room that the caller is in. */
export function visibleRoom(db: WorkspaceDatabase, room: number): RoomRow {
  const row = db.rooms.findById(room)
  if (row === null) throw notFound('room')
  return row
}

/**
 * Whether the caller may do what admins of the room may: in a public room, owners and admins of
 * the workspace may too, once they are in it. Private and direct rooms are their members' own.
 */
export function isRoomAdmin(auth: Auth, access: WorkspaceAccess, me: RoomMembership): boolean {
  if (me.role === 'admin') return true
  return me.visibility === 'public' && roleNow(auth, access) !== 'member'
}

/** @throws Problem 403 */
export function requireRoomAdmin(auth: Auth, access: WorkspaceAccess, me: RoomMembership): void {
  if (isRoomAdmin(auth, access, me)) return
  throw forbidden('Only admins of the room may do this.', 'not_room_admin')
}

/** @throws Problem 409 for a room that can only be read */
export function requireNotArchived({ archived_at }: Pick<RoomRow, 'archived_at'>): void {
  if (archived_at === null) return
  throw conflict('room_archived', 'This room is archived: it can only be read.')
}

/** @throws Problem 409 for a direct room: it is its two people, for good. */
export function requireGroup({ type }: Pick<RoomRow, 'type'>): void {
  if (type === 'direct') {
    throw conflict('direct_room', 'A direct room has no name, and its two members stay.')
  }
}
