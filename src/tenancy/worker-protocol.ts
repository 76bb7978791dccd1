import type { MigrationOutcome, RollbackBounds } from '../database/migrate.ts'
import type { BatchedFile, BatchedOutcome, BatchLimits } from '../database/migration-batch.ts'
import type { Restoration } from '../database/restore-snapshot.ts'
import type { RestorePreparation } from './backups/prepare-restore.ts'
import type { TenantCondition } from './doctor/tenant-condition.ts'
import type { TenantExport, TenantImport, TenantTemplate } from './transfer.ts'

/** What a tenant worker can be asked to do. Everything here would stall the event loop. */
export type WorkerRequest =
  /** Applies pending migrations. */
  | {
      readonly kind: 'migrate'
      readonly path: string
      readonly owner: string
      /** Where to keep the file as it was before. */
      readonly snapshot?: string
    }
  /** Takes those of the files for a batch that nobody has open, as many as it can in that time. */
  | {
      readonly kind: 'batch-hold'
      readonly directory: string
      readonly files: readonly BatchedFile[]
      readonly milliseconds: number
    }
  /** Applies pending migrations to held files, which it keeps. */
  | {
      readonly kind: 'batch-migrate'
      readonly paths: readonly string[]
      readonly limits: BatchLimits
    }
  /** Lets the files of the batch go. */
  | { readonly kind: 'batch-release' }
  /** Applies them, and keeps nothing of it. */
  | {
      readonly kind: 'rehearse'
      readonly path: string
      readonly owner: string
      readonly scratch: string
    }
  /** Undoes migrations, unless the file's version is outside the bounds. */
  | {
      readonly kind: 'roll-back'
      readonly path: string
      readonly owner: string
      readonly bounds: RollbackBounds
    }
  /** Puts a snapshot in the place of the file. */
  | {
      readonly kind: 'restore'
      readonly path: string
      readonly owner: string
      readonly restoration: Restoration
    }
  /**
   * Opens the file and keeps it open, so that a close elsewhere is not the last
   * one, which would have to checkpoint and sync.
   */
  | { readonly kind: 'hold'; readonly path: string }
  /** Closes a file that is held: the checkpoint happens here. */
  | { readonly kind: 'release'; readonly path: string }
  /** Moves the write-ahead log of a file that is in use into it, as far as its readers allow. */
  | { readonly kind: 'checkpoint'; readonly path: string }
  /** See `TenantEngine.upkeep`. */
  | { readonly kind: 'upkeep'; readonly path: string }
  /** Moves the write-ahead log into the file and removes it; fails while anybody has the file open. */
  | { readonly kind: 'prove-unused'; readonly path: string }
  /** Removes what was deleted from the files of a database that may be in use; fails while somebody reads an older state. */
  | { readonly kind: 'scrub'; readonly path: string; readonly rewrite: boolean }
  | { readonly kind: 'export'; readonly content: TenantExport }
  | { readonly kind: 'import'; readonly content: TenantImport }
  | { readonly kind: 'template'; readonly content: TenantTemplate }
  /** Unpacks a backup of a tenant, and checks it. */
  | { readonly kind: 'prepare-restore'; readonly content: RestorePreparation }
  /** Counts the rows of each table. */
  | { readonly kind: 'count-rows'; readonly path: string }
  /** Answers a question about one tenant that takes longer than others should wait. */
  | { readonly kind: 'answer'; readonly path: string; readonly question: unknown }
  /** Packs a file that nobody has open into another, and reads that again to be sure. */
  | { readonly kind: 'compress'; readonly path: string; readonly target: string }
  /** Undoes `compress`. */
  | { readonly kind: 'expand'; readonly path: string; readonly target: string }

  /** Looks at the directories of tenants and changes nothing. Only where no tenant is open in this process. */
  | { readonly kind: 'examine'; readonly tenants: readonly Examinee[]; readonly integrity: boolean }

/** A tenant whose directory is to be looked at. */
export interface Examinee {
  readonly id: string
  readonly directory: string
}

/** What is answered, by the kind of the request; to the others, nothing. */
interface WorkerResults {
  readonly migrate: MigrationOutcome
  /** Of each file, in their order, whether it is held; of some at the end nothing. */
  readonly 'batch-hold': readonly boolean[]
  readonly 'batch-migrate': readonly BatchedOutcome[]
  readonly rehearse: MigrationOutcome
  readonly 'roll-back': MigrationOutcome
  readonly restore: MigrationOutcome
  readonly examine: readonly TenantCondition[]
  readonly 'count-rows': Readonly<Record<string, number>>
  readonly answer: Answered
}

export interface Answered {
  readonly content: unknown
  /** Milliseconds of CPU that it took. */
  readonly cpu: number
}

export type WorkerResult<Kind extends WorkerRequest['kind']> = Kind extends keyof WorkerResults
  ? WorkerResults[Kind]
  : undefined

/** Requests that are answered with what was done to a schema. */
export type MigrationRequest = Extract<
  WorkerRequest,
  { kind: 'migrate' | 'rehearse' | 'roll-back' | 'restore' }
>

export type WorkerAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly name: string; readonly message: string }

export interface WorkerEnvelope<Content> {
  readonly id: number
  readonly content: Content
}
