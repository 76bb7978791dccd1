import type { BackupPolicy } from './backups/backups-holding.ts'
import type { DataDirectory } from './data-directory.ts'
import type { PoolCapacity } from './pool-capacity.ts'
import type { RegistryDatabase } from './registry-database.ts'
import type { TenantDatabase, TenantEngine } from './tenant-database.ts'

export interface TenantsOptions<Db extends TenantDatabase> {
  readonly directory: DataDirectory
  readonly registryDatabase: RegistryDatabase
  readonly engine: TenantEngine<Db>
  readonly capacity: PoolCapacity
  /** The thread in which tenants are migrated and closed. */
  readonly workerUrl: URL
  readonly timings?: Partial<TenantTimings>
  /** Bytes that a tenant may hold which has no quota of its own; absent: as the disk has room. */
  readonly quota?: number | undefined
  /** What the questions about one tenant may take of one thread while others are used; absent: all of it. */
  readonly questionShare?: number
  /** What is kept of tenants elsewhere, for whoever removes one. */
  readonly backups?: BackupPolicy | undefined
  readonly onMigrated?: (id: string, version: number) => void
  readonly onMigrationFailed?: (id: string, error: Error) => void
  /** Told of a tenant that nobody may use any more until the process is started again. */
  readonly onOutOfService?: (id: string, error: Error) => void
  /** Told of an interrupted operation that could not be completed or undone. */
  readonly onUnsettled?: (id: string, error: unknown) => void
  /** Told of each point at which a crash of an operation leaves something else behind. */
  readonly onReached?: ((point: string) => void) | undefined
}

/** All in milliseconds. */
export interface TenantTimings {
  /** How long a request waits for room, locks or a lease. */
  readonly patience: number
  /** How long a request waits while its own tenant is being migrated. */
  readonly migrationPatience: number
  /** How long a failed migration is not tried again. */
  readonly migrationRetryAfter: number
  /** When an unused database gives back memory. */
  readonly restAfter: number
  /** When an unused database is closed. */
  readonly idleAfter: number
  /** How long an operation that needs a tenant for itself waits for its running uses. */
  readonly drainPatience: number
  /** From a deletion until nothing of it is left on disk. */
  readonly scrubDelay: number
  /** From an upload until it is removed unless something refers to it. */
  readonly uploadExpiry: number
}

export const TIMINGS: TenantTimings = {
  patience: 5_000,
  migrationPatience: 2_000,
  migrationRetryAfter: 30_000,
  restAfter: 10_000,
  idleAfter: 5 * 60_000,
  drainPatience: 10_000,
  scrubDelay: 30_000,
  // What is a little older than a day has expired: see the books.
  uploadExpiry: 24 * 60 * 60_000 + 1_000,
}
