import { SYSTEM } from '../../src/auth/audit/actor.ts'
import { createWorkspaceFor } from '../../src/auth/create-workspace.ts'
import {
  type GeneratedSize,
  generateWorkspace,
} from '../../src/sample-data/generated/generate-workspace.ts'
import { openWorkspaceDatabase } from '../../src/workspace-database.ts'
import { openQuietly } from './open-quietly.ts'
import { createMember, type DataSet } from './workspaces.ts'

/** Makes a data directory with workspaces of these sizes, as `db:generate` makes them. */
export async function generateWorkspaces(
  dataDir: string,
  sizes: Readonly<Record<string, GeneratedSize>>,
): Promise<DataSet> {
  const services = openQuietly(dataDir)
  const { auth, tenants } = services
  try {
    const member = await createMember(services)
    const { authId } = member
    for (const [slug, size] of Object.entries(sizes)) {
      const tenant = await createWorkspaceFor(tenants, auth, { slug }, authId, SYSTEM)
      const db = openWorkspaceDatabase(tenants.directory.database(tenant.id), { owner: tenant.id })
      const ownerId = db.users.create({ auth_id: authId, username: 'owner', name: 'Owner' }).id
      for (const _ of generateWorkspace(db, { ...size, now: new Date(), ownerId })) {
        // Each step is a transaction; nobody else is here to be let in between.
      }
      db.close()
    }
    return { dataDir, ...member }
  } finally {
    await services.close()
  }
}
