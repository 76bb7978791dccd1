import type { Tenants } from '../../src/tenancy/tenants.ts'
import type { WorkspaceDatabase } from '../../src/workspace-database.ts'

/**
 * Has every request open the file of its workspace and close it again, as a Bluesky PDS does with
 * the repository of an account. Nothing else of the server changes.
 */
export function openedForEach({ pool, engine, directory }: Tenants<WorkspaceDatabase>): void {
  const open = (id: string) => engine.open(directory.database(id), id)
  pool.read = async ({ id }, work) => {
    const db = open(id)
    try {
      return db.read(() => work(db))
    } finally {
      db.close()
    }
  }
  pool.write = async ({ id }, work) => {
    const db = open(id)
    try {
      return await db.write(() => work(db))
    } finally {
      db.close()
    }
  }
}
