import type { MigrationOutcome } from '../database/migrate.ts'
import type { BatchedFile } from '../database/migration-batch.ts'
import type { RunResult } from './migration-run.ts'
import type { Tenant } from './tenant.ts'
import type { MigrationRequest } from './worker-protocol.ts'

/** What a run is to do with one tenant. */
export interface RunItem {
  readonly tenant: Tenant
  readonly from: number
  readonly to: number
  /** This run was interrupted with it, and may have changed its file already. */
  readonly begun: boolean
}

/** What is done with each tenant of a run. */
export interface RunTask {
  request(item: RunItem): MigrationRequest
  /**
   * The file, where somebody else may begin to work on it at any time; absent
   * where the run has the data directory for itself.
   */
  readonly shared?: ((item: RunItem) => BatchedFile) | undefined
  /** Whether many tenants may be migrated together. */
  readonly inBatches?: boolean
  /** What to write down of a tenant whose request was answered. */
  settle(item: RunItem, outcome: MigrationOutcome): Settled
}

export interface Settled {
  readonly from: number
  readonly to: number
  readonly result: Exclude<RunResult, 'pending' | 'failed'>
  /** Why it was skipped. */
  readonly reason: string | null
}
