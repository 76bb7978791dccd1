import type { WriteStatistics } from '../database/write-queue.ts'
import type { IdleTimings } from './idle-sweep.ts'
import type { LazyMigration } from './lazy-migration.ts'
import type { OpenTenantsOptions } from './open-tenants.ts'
import type { TenantDatabase } from './tenant-database.ts'

/** Who uses a tenant, and how to find out after a wait whether they still may. */
export interface TenantAccess {
  readonly id: string
  /** Throws when state or membership no longer allow the use. */
  readonly recheck?: (() => void) | undefined
  /** Whether what it writes adds something, for which there has to be room. */
  readonly adds?: boolean | undefined
}

export interface TenantPoolOptions<Db extends TenantDatabase>
  extends OpenTenantsOptions<Db>,
    IdleTimings {
  readonly migration: LazyMigration
  /** How long a request may wait for room, locks or a lease; milliseconds. */
  readonly patience: number
  /** Told of a tenant of which so much is in the log that it should be moved into the file. */
  readonly onLogGrown: (id: string) => void
  /** Told of a tenant that has put off work on its file. */
  readonly onUpkeepDue: (id: string) => void
  /** Told of a tenant that nobody may use any more until the process is started again. */
  readonly onOutOfService?: ((id: string, error: Error) => void) | undefined
}

/** What is open now, and counters since the start. */
export interface PoolStatistics extends OpenStatistics {
  readonly capacity: number
  readonly hits: number
  readonly waits: number
  readonly refused: number
  /** Tenants that are migrated at their first use, or wait for it; and those that were. */
  readonly migrating: number
  readonly migrated: number
  readonly migrationsFailed: number
}

/** {@link PoolStatistics}, of the tenants that are or were open. */
export interface OpenStatistics {
  readonly open: number
  readonly leased: number
  readonly opened: number
  readonly evicted: number
  /** Openings that have failed for what is wrong with the file. */
  readonly failed: number
  /** Tenants that nobody may use until the next start, because the disk has refused a sync. */
  readonly outOfService: number
  readonly writes: WriteStatistics
}
