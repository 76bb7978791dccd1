import type { UserRow } from '../../models/rows.ts'
import { conflict } from '../../problem.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'

/** Uploads of one person in a workspace that no message shows yet. */
export const MOST_UNSENT = 100

/** @throws Problem 409 */
export function requireFewUnsent(db: WorkspaceDatabase, { id }: UserRow): void {
  if (db.files.countUnattached(id) < MOST_UNSENT) return
  throw conflict(
    'too_many_unsent_files',
    `You have uploaded ${MOST_UNSENT} files that no message shows: send or delete some.`,
  )
}
