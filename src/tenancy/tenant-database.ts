import type { DurabilityLost } from '../database/errors.ts'
import type { Examination } from '../database/examine-database.ts'
import type { MigrationOutcome, RollbackBounds } from '../database/migrate.ts'
import type { MigrationBatch } from '../database/migration-batch.ts'
import type { Restoration } from '../database/restore-snapshot.ts'
import type { SpaceLimit } from '../database/space.ts'
import type { WriteStatistics } from '../database/write-queue.ts'
import type { ContentBooks } from './attachments/content-books.ts'
import type { Departure } from './departures.ts'
import type { TenantExport, TenantImport, TenantTemplate } from './transfer.ts'

/**
 * What the pool needs of a database. It is generic over the rest: tenancy knows
 * nothing of chat.
 */
export interface TenantDatabase {
  readonly version: number
  /** Bytes that closing has to move from the write-ahead log into the file. */
  readonly walBytes: number
  /** Since it was opened. */
  readonly writes: WriteStatistics
  /** Follows who has left; inside a unit of work. */
  readonly departures: {
    /** The last `seq` that was followed. */
    seen(): number
    follow(departures: readonly Departure[]): void
  }
  /** About its attachments; inside a unit of work. */
  readonly contents: ContentBooks
  read<T>(work: () => T): T
  write<T>(work: () => T, recheck?: () => void): Promise<T>
  /** @throws QuotaReached */
  assertRoom(): void
  /** Whether it has put off so much that {@link TenantEngine.upkeep} should be asked for. Cheap. */
  hasUpkeep(): boolean
  /** Gives back memory until it is used again. */
  rest(): void
  restKysely(): void
  /** A sync of its file has failed in a worker. */
  condemn(error: DurabilityLost): void
  close(): void
}

/** How tenancy makes and opens the databases that it is not to know. */
export interface TenantEngine<Db extends TenantDatabase> {
  /** The schema version of new databases. */
  readonly latestVersion: number
  /**
   * Opens an existing database of this owner, synchronously.
   *
   * @param space how large it may grow
   * @throws PendingMigrations when it must be migrated first, DatabaseBusy, NewerSchema, …
   */
  open(path: string, owner: string, space?: SpaceLimit): Db
  /** Writes and syncs the file of a new database. */
  create(path: string, owner: string): void
  /**
   * Applies pending migrations. Blocks.
   *
   * @param snapshot where to keep the file as it was before
   * @throws MigrationFailed, DatabaseBusy, …
   */
  migrate(path: string, owner: string, snapshot?: string): MigrationOutcome
  /**
   * Begins to migrate many files together. Its calls block.
   *
   * @param directory on the file system of the files
   * @returns undefined where they can share no sync
   */
  batch(directory: string): MigrationBatch | undefined
  /**
   * Runs pending migrations and keeps nothing of it. Blocks, but keeps nobody waiting.
   *
   * @param scratch where a copy of the file may lie meanwhile
   * @throws MigrationFailed, …
   */
  rehearse(path: string, owner: string, scratch: string): MigrationOutcome
  /**
   * Undoes migrations, unless the file's version is outside the bounds. Blocks.
   *
   * @throws MigrationFailed, DatabaseBusy, …
   */
  rollBackTo(path: string, owner: string, bounds: RollbackBounds): MigrationOutcome
  /**
   * Puts a snapshot in the place of a file. Blocks.
   *
   * @throws WrittenSince, DatabaseBusy while anybody has the file open, …
   */
  restore(path: string, owner: string, restoration: Restoration): MigrationOutcome
  /** Notes in a file that nobody uses yet that it comes back from an older state. Blocks. */
  markAsBack(path: string): void
  /** Writes the tenant into one file, without secrets. Blocks. @throws CannotOpen, DatabaseFull, … */
  export(request: TenantExport): void
  /** Makes the files of a new tenant out of such a file. Blocks. @throws ImportRefused */
  import(request: TenantImport): void
  /** Makes the file of a new tenant that is laid out like another. Blocks. @throws CannotOpen, … */
  createFromTemplate(request: TenantTemplate): void
  /**
   * Does some of what writes to the database have put off, while it is in use. Blocks, and keeps
   * others who write waiting for a few milliseconds at a time.
   */
  upkeep(path: string): void
  /** Counts the rows of each table. Blocks. */
  countRows(path: string): Readonly<Record<string, number>>
  /** Answers what `Questions` was asked, in a form that can be sent to another thread. Blocks. */
  answer(path: string, question: unknown): unknown
  /**
   * Compares the file with what it has to be, and changes nothing. Blocks.
   *
   * @param integrity whether to read all of it
   * @param files the directory of its attachments, where they are to be compared with it too
   */
  examine(path: string, owner: string, integrity: boolean, files?: string): Examination
  /** Undoes the last `steps` migrations. Blocks. @throws MigrationFailed, DatabaseBusy, … */
  rollBack(path: string, owner: string, steps: number): MigrationOutcome
}
