import { conflict } from '../../problem.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import type { RoomMember } from './schema.ts'

/**
 * A room without an admin could never be changed again. Belongs in the unit of
 * work that takes the admin away: units of one workspace run one after another.
 *
 * @throws Problem 409 when this is the only admin of the room
 */
export function requireAnotherAdmin(db: WorkspaceDatabase, { room_id, role }: RoomMember): void {
  if (role === 'admin' && db.roomMembers.countAdmins(room_id) < 2) {
    throw conflict('last_admin', 'A room needs an admin. Make another member one first.')
  }
}
