import { AuthDatabase, migrateAuthDatabase } from '../../../src/auth/auth-database.ts'
import { DataDirectory } from '../../../src/tenancy/data-directory.ts'
import { Tenants } from '../../../src/tenancy/tenants.ts'
import { workspaceEngine } from '../../../src/workspace-engine.ts'

/** Makes one tenant in a new data directory, with durability `full`. */
export async function durableTenant(path: string) {
  const directory = new DataDirectory(path)
  directory.prepare()
  migrateAuthDatabase(directory.authDatabase)
  const tenants = new Tenants({
    directory,
    registryDatabase: new AuthDatabase({ path: directory.authDatabase }),
    engine: workspaceEngine('full'),
    capacity: { tenants: 10, leases: 4, closing: 2 },
    workerUrl: new URL('../../../src/workers/tenant-worker.ts', import.meta.url),
  })
  const id = await tenants.create({ slug: 'acme', name: 'Acme' }, (tenant) => tenant.id)
  return { tenants, id }
}
