import type { TenantDatabase } from './tenant-database.ts'

/** Closes what may be damaged or deleted, and cannot be checkpointed: its handle is gone all the same. */
export function closeQuietly(db: TenantDatabase): void {
  try {
    db.close()
  } catch {
    // Nobody can do anything about it any more.
  }
}
