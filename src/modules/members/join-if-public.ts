import { conflict, forbidden } from '../../problem.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'

/**
 * Makes the user a member of a public room that they are not in, and tells its members.
 *
 * @returns whether it was such a room; any other is none of their business, or they are in it
 * @throws Problem 403 when they ask for more than to be a member, 409 when it is archived
 */
export function joinIfPublic(
  db: WorkspaceDatabase,
  roomId: number,
  userId: string,
  role = 'member',
): boolean {
  const room = db.rooms.findById(roomId)
  if (room?.visibility !== 'public' || db.roomMembers.isMember(roomId, userId)) return false
  if (role !== 'member') throw forbidden('Whoever joins is a member.', 'not_room_admin')
  if (room.archived_at !== null) throw conflict('room_archived', 'This room is archived.')
  db.roomMembers.addMember(roomId, userId)
  db.notices.add(roomId, userId, { event: 'member_joined' })
  return true
}
