import { createApp } from '../../src/app.ts'
import { type Durability, loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { openServices } from '../../src/services.ts'
import { poolCapacity } from '../../src/tenancy/pool-capacity.ts'
import type { TenantEngine } from '../../src/tenancy/tenant-database.ts'
import { Tenants } from '../../src/tenancy/tenants.ts'
import type { WorkspaceDatabase } from '../../src/workspace-database.ts'

/**
 * Serves the app of src on an engine of the bench's own, by the environment. The
 * bench owns the data directory, so no lock is taken.
 *
 * @param change what is to be different about the tenants
 */
export function serve(
  engineOf: (durability: Durability) => TenantEngine<WorkspaceDatabase>,
  workerUrl: URL,
  change: (tenants: Tenants<WorkspaceDatabase>) => void = () => undefined,
): void {
  const config = loadConfig(process.env)
  const { durability, poolMax, port } = config
  const services = openServices(config, createLogger(config.logLevel))
  const tenants = new Tenants<WorkspaceDatabase>({
    directory: services.tenants.directory,
    registryDatabase: services.auth.database,
    engine: engineOf(durability),
    capacity: poolCapacity(poolMax, durability),
    workerUrl,
  })
  change(tenants)
  const app = createApp({ ...services, tenants }).listen({ hostname: '127.0.0.1', port })
  services.log.info({ url: `http://127.0.0.1:${app.server?.port}` }, 'listening')

  process.once('SIGTERM', async () => {
    await app.stop(true)
    await tenants.close()
    await services.close()
    process.exit(0)
  })
}
