import type { WorkspaceAccess } from '../auth/authority.ts'
import type { RoomMemberRow, RoomRow } from '../models/rows.ts'
import { conflict, forbidden, notFound } from '../problem.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'

/** What the caller is in a room. */
export type RoomMembership = Pick<RoomMemberRow, 'user_id' | 'role'>

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

/** The row of a room that the caller is in. */
export function visibleRoom(db: WorkspaceDatabase, room: number): RoomRow {
  const row = db.rooms.findById(room)
  if (row === null) throw notFound('room')
  return row
}

/** @throws Problem 403 */
export function requireRoomAdmin({ role }: RoomMembership): void {
  if (role !== 'admin') throw forbidden('Only admins of the room may do this.', 'not_room_admin')
}

/** @throws Problem 409 for a direct room: it is its two people, for good. */
export function requireGroup({ type }: RoomRow): void {
  if (type === 'direct') {
    throw conflict('direct_room', 'A direct room has no name, and its two members stay.')
  }
}
