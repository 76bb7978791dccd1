import { Auth } from './auth/auth.ts'
import { AuthDatabase, migrateAuthDatabase } from './auth/auth-database.ts'
import { type Mailer, mailerFor } from './auth/mail/mailer.ts'
import type { Config } from './config.ts'
import { atPath } from './database/at-path.ts'
import type { Logger } from './log.ts'
import { Site } from './site.ts'
import { assertRestored } from './tenancy/backups/assert-restored.ts'
import type { BackupPolicy } from './tenancy/backups/backups-holding.ts'
import { DataDirectory } from './tenancy/data-directory.ts'
import { poolCapacity } from './tenancy/pool-capacity.ts'
import { Tenants } from './tenancy/tenants.ts'
import type { TenantTimings } from './tenancy/tenants-options.ts'
import type { WorkspaceDatabase } from './workspace-database.ts'
import { workspaceEngine } from './workspace-engine.ts'

/** All that routes, commands and the control socket work on. */
export interface Services {
  readonly config: Config
  readonly log: Logger
  readonly site: Site
  readonly auth: Auth
  readonly tenants: Tenants<WorkspaceDatabase>
  readonly mailer: Mailer
  /** Waits for what runs, checkpoints and closes every database. */
  close(): Promise<void>
}

/** What tests set, and servers and commands leave alone. */
export interface ServicesOptions {
  /** Of the data directory, for whoever serves it. */
  readonly generation?: number | undefined
  readonly timings?: Partial<TenantTimings> | undefined
  /** Told of each point of an operation at which a crash could be. */
  readonly onReached?: ((point: string) => void) | undefined
  /** Where mail is printed in development. */
  readonly print?: ((text: string) => void) | undefined
}

const WORKER = new URL('./workers/tenant-worker.ts', import.meta.url)

/**
 * Opens the data directory: makes it if needed, migrates the auth database, and
 * stands ready to open workspaces. It takes no lock and sweeps nothing.
 *
 * @throws RangeError when POOL_MAX does not fit the descriptor limit
 * @throws MigrationFailed, NewerSchema, CannotOpen, … for the auth database
 */
export function openServices(
  config: Config,
  log: Logger,
  { generation, timings = {}, onReached, print = console.log }: ServicesOptions = {},
): Services {
  const directory = new DataDirectory(config.dataDir)
  assertRestored(directory)
  const capacity = poolCapacity(config.poolMax, config.durability)
  directory.prepare()
  const { durability } = config
  const path = directory.authDatabase
  const database = atPath(path, () => {
    migrateAuthDatabase(path)
    return new AuthDatabase({
      path,
      onDurabilityLost: (err) => log.error({ err }, 'auth database refuses writes: restart'),
    })
  })
  const auth = new Auth(database, config)
  const mailer = mailerFor(config, log, print)
  const tenants = new Tenants({
    directory,
    registryDatabase: database,
    engine: workspaceEngine(durability, generation),
    capacity,
    workerUrl: WORKER,
    quota: config.workspaceQuota,
    questionShare: config.searchShare / 100,
    backups: backupPolicy(config),
    timings,
    onMigrated: (tenant, version) => log.info({ tenant, version }, 'workspace migrated'),
    onReached,
    onUnsettled: (tenant, err) => log.error({ tenant, err }, 'interrupted operation not settled'),
    onOutOfService: (tenant, err) =>
      log.error({ tenant, err }, 'workspace out of service: restart'),
    onMigrationFailed: (tenant, err) => log.error({ tenant, err }, 'workspace migration failed'),
  })
  log.debug({ ...capacity }, 'pool capacity')
  return {
    config,
    log,
    site: new Site(config),
    auth,
    tenants,
    mailer,
    async close() {
      await mailer.close()
      await tenants.close()
      database.close()
    },
  }
}

function backupPolicy({ backupDir, backupKeepDays }: Config): BackupPolicy | undefined {
  return backupDir === undefined ? undefined : { directory: backupDir, keepDays: backupKeepDays }
}
