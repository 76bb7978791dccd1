import { createApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'
import { openServices } from '../../src/services.ts'
import { poolCapacity } from '../../src/tenancy/pool-capacity.ts'
import { Tenants } from '../../src/tenancy/tenants.ts'
import { WorkspaceDatabase } from '../../src/workspace-database.ts'
import { workspaceEngine } from '../../src/workspace-engine.ts'

/**
 * What shared commits are compared with: each unit of work is a transaction of
 * its own, at once, and with full durability SQLite syncs in it.
 */
class OneCommitEach extends WorkspaceDatabase {
  override async write<T>(work: () => T): Promise<T> {
    return this.sql.transaction(work)
  }
}

/*
 * The app of src on an engine of the bench's own, because the product has no
 * switch for it: with BENCH_SHARED_COMMIT=no nothing is shared. The bench owns
 * the data directory, so no lock is taken.
 */
const config = loadConfig(process.env)
const { durability } = config
const Database = process.env['BENCH_SHARED_COMMIT'] === 'no' ? OneCommitEach : WorkspaceDatabase
const services = openServices(config, createLogger(config.logLevel))
const tenants = new Tenants<WorkspaceDatabase>({
  directory: services.tenants.directory,
  registryDatabase: services.auth.database,
  engine: {
    ...workspaceEngine(durability),
    open: (path, owner) => new Database({ path, owner, durability }),
  },
  capacity: poolCapacity(config.poolMax, config.durability),
  workerUrl: new URL('../../src/workers/tenant-worker.ts', import.meta.url),
})
const app = createApp({ ...services, tenants }).listen({ hostname: '127.0.0.1', port: config.port })
services.log.info({ url: `http://127.0.0.1:${app.server?.port}` }, 'listening')

process.once('SIGTERM', async () => {
  await app.stop(true)
  await tenants.close()
  await services.close()
  process.exit(0)
})
