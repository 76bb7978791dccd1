import { toSqliteTime } from '../database/time.ts'
import { createTenant, type NewTenantRequest, sweepUnfinished } from './create-tenant.ts'
import type { DataDirectory } from './data-directory.ts'
import { LazyMigration } from './lazy-migration.ts'
import { TenantPool } from './pool.ts'
import type { PoolCapacity } from './pool-capacity.ts'
import { Registry } from './registry.ts'
import type { Tenant } from './tenant.ts'
import { TenantCloser } from './tenant-closer.ts'
import type { TenantDatabase, TenantEngine } from './tenant-database.ts'
import { WorkerChannel } from './worker-channel.ts'

/** The database that holds the registry; tenancy needs only these of it. */
export interface RegistryDatabase {
  readonly sql: ConstructorParameters<typeof Registry>[0]
  write<T>(work: () => T, recheck?: () => void): Promise<T>
}

export interface TenantsOptions<Db extends TenantDatabase> {
  readonly directory: DataDirectory
  readonly registryDatabase: RegistryDatabase
  readonly engine: TenantEngine<Db>
  readonly capacity: PoolCapacity
  /** The thread in which tenants are migrated and closed. */
  readonly workerUrl: URL
  readonly timings?: Partial<TenantTimings>
  readonly onMigrated?: (id: string, version: number) => void
  readonly onMigrationFailed?: (id: string, error: Error) => void
  /** Told of a tenant that nobody may use any more until the process is started again. */
  readonly onOutOfService?: (id: string, error: Error) => void
}

/** All in milliseconds. */
export interface TenantTimings {
  /** How long a request waits for room, locks or a lease. */
  readonly patience: number
  /** How long a request waits while its own tenant is being migrated. */
  readonly migrationPatience: number
  /** How long a failed migration is not tried again. */
  readonly migrationRetryAfter: number
  /** When an unused database is closed. */
  readonly idleAfter: number
}

const TIMINGS: TenantTimings = {
  patience: 5_000,
  migrationPatience: 2_000,
  migrationRetryAfter: 30_000,
  idleAfter: 5 * 60_000,
}

/** Migrations that run at the same time: one core stays with the requests. */
const MIGRATION_WORKERS = 2
/** `last_opened_at` is written at most so often for one tenant: hours, in milliseconds. */
const LAST_OPENED_PRECISION = 60 * 60_000

/** All tenants of one data directory: registry, pool and life cycle. */
export class Tenants<Db extends TenantDatabase> {
  readonly registry: Registry
  readonly pool: TenantPool<Db>
  readonly directory: DataDirectory
  readonly engine: TenantEngine<Db>
  readonly #database: RegistryDatabase
  readonly #workers: readonly WorkerChannel[]

  constructor(options: TenantsOptions<Db>) {
    const { directory, engine, registryDatabase } = options
    const timings = { ...TIMINGS, ...options.timings }
    const path = (id: string) => directory.database(id)
    const closing = new WorkerChannel(options.workerUrl)
    const migrating = Array.from(
      { length: MIGRATION_WORKERS },
      () => new WorkerChannel(options.workerUrl),
    )
    this.directory = directory
    this.engine = engine
    this.registry = new Registry(registryDatabase.sql)
    this.#database = registryDatabase
    this.#workers = [closing, ...migrating]
    this.pool = new TenantPool<Db>({
      capacity: options.capacity,
      open: (id) => this.#open(id),
      closer: new TenantCloser(closing, path, Math.max(1, options.capacity.closing)),
      migration: new LazyMigration({
        workers: migrating,
        path,
        latestVersion: engine.latestVersion,
        patience: timings.migrationPatience,
        retryAfter: timings.migrationRetryAfter,
        onMigrated: (id, version) => this.#migrated(id, version, options.onMigrated),
        onFailed: (id, error) => options.onMigrationFailed?.(id, error),
      }),
      onOutOfService: options.onOutOfService,
      patience: timings.patience,
      idleAfter: timings.idleAfter,
    })
  }

  /**
   * @param alongside runs in the unit of work that makes the tenant active
   * @param recheck throws when the caller may not do this any more; runs before each write
   * @throws SlugNotAllowed, SlugTaken
   */
  create<T>(
    request: NewTenantRequest,
    alongside: (tenant: Tenant) => T,
    recheck?: () => void,
  ): Promise<T> {
    return createTenant(this.#creation, request, alongside, recheck)
  }

  /** Removes what a crash left behind. Only for whoever holds the lock of the data directory. */
  sweep(): Promise<number> {
    return sweepUnfinished(this.#creation)
  }

  /**
   * Takes the tenant out of service; what is on disk stays until the time is over.
   *
   * @param deleteAfter when it may be purged
   * @param allow runs in the same unit of work; when it throws, nothing has happened
   */
  async scheduleDeletion(id: string, deleteAfter: Date, allow?: () => void): Promise<void> {
    await this.#database.write(() => {
      allow?.()
      this.registry.setState(id, 'deleting')
      this.registry.setDeleteAfter(id, toSqliteTime(deleteAfter))
    })
    await this.pool.evict(id)
  }

  /** Waits for running uses, closes every database and ends the workers. */
  async close(): Promise<void> {
    await this.pool.close()
    for (const worker of this.#workers) worker.close()
  }

  get #creation() {
    return {
      directory: this.directory,
      registry: this.registry,
      engine: this.engine,
      write: <T>(work: () => T) => this.#database.write(work),
    }
  }

  #open(id: string): Db {
    const db = this.engine.open(this.directory.database(id), id)
    try {
      this.#noteOpened(id, db.version)
    } catch {
      // Only figures are missing then; the tenant itself is sound.
    }
    return db
  }

  #noteOpened(id: string, version: number): void {
    const tenant = this.registry.findById(id)
    if (!tenant) return
    // A command may have migrated it, or a crash came before the registry was told.
    if (tenant.schema_version !== version) this.#note(() => this.registry.setVersion(id, version))
    const known = tenant.last_opened_at
    const now = new Date()
    if (!known || now.getTime() - Date.parse(`${known}Z`) > LAST_OPENED_PRECISION) {
      this.#note(() => this.registry.setLastOpened(id, toSqliteTime(now)))
    }
  }

  #migrated(id: string, version: number, listener: TenantsOptions<Db>['onMigrated']): void {
    this.#note(() => this.registry.setVersion(id, version))
    listener?.(id, version)
  }

  /** For figures that nobody waits for: a failure loses nothing but the figure. */
  #note(work: () => void): void {
    this.#database.write(work).catch(() => undefined)
  }
}
