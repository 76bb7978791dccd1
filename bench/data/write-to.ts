import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import { openWorkspaceDatabase } from '../../src/workspace-database.ts'

/** Changes each of these workspaces, one after the other. */
export async function writeTo(dataDir: string, ids: readonly string[]): Promise<void> {
  const directory = new DataDirectory(dataDir)
  for (const id of ids) {
    const db = openWorkspaceDatabase(directory.database(id))
    await db.write(() => db.users.create({ name: 'Somebody new' }))
    db.close()
  }
}
