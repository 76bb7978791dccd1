import { storageQuotaExceeded } from '../../problem.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'

/**
 * Refuses what cannot be kept before it comes.
 *
 * @throws Problem 507
 */
export function requireRoomFor(db: WorkspaceDatabase, { headers }: Request): void {
  const length = Number(headers.get('content-length') ?? 0)
  if (length > db.roomLeft) throw storageQuotaExceeded()
}
