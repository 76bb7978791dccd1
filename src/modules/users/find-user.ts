import type { UserRow } from '../../models/rows.ts'
import { notFound } from '../../problem.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'

/**
 * The user that the path names; `me` is the caller, whose own id is told nowhere else.
 *
 * @throws Problem 404
 */
export function findUser(db: WorkspaceDatabase, me: UserRow, id: string): UserRow {
  const row = id === 'me' ? me : db.users.findById(id)
  if (row === null) throw notFound('user')
  return row
}
