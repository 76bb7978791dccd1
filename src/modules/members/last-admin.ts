import { conflict } from '../../problem.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import type { RoomMember } from './schema.ts'

/**
 * A room without an admin could never be changed again, and an admin who cannot
 * sign in (imported, sample data) is as good as none. Belongs in the unit of
 * work that takes the admin away: units of one workspace run one after another.
 *
 * @throws Problem 409 when nobody else is an admin who can sign in
 */
export function requireAnotherAdmin(
  db: WorkspaceDatabase,
  { room_id, user, role }: RoomMember,
): void {
  if (role === 'admin' && !db.roomMembers.hasAnotherAdmin(room_id, user.id)) {
    throw conflict('last_admin', 'A room needs an admin. Make another member one first.')
  }
}
