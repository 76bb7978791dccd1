import type { BackupPolicy } from '../backups/backups-holding.ts'
import type { DataDirectory } from '../data-directory.ts'
import type { OperationJournal } from '../operation-journal.ts'
import type { Registry } from '../registry.ts'
import type { WorkerRequest } from '../worker-protocol.ts'

/** What the operations of the life cycle work with. */
export interface LifeCycleContext {
  readonly directory: DataDirectory
  readonly registry: Registry
  readonly journal: OperationJournal
  /**
   * Runs one unit of work on the registry's database. What it wrote outlives a
   * power cut: it has to be known before files change.
   */
  write<T>(work: () => T): Promise<T>
  /** Ends what runs with the old state; whoever comes meanwhile meets the new one. */
  stateChanged(id: string): Promise<void>
  /**
   * Runs `work` on the tenant's directory while it is proven that nobody has its
   * database open.
   *
   * @param damaged what to do with a file that SQLite cannot open
   * @throws TenantInUse
   */
  exclusively<T>(
    id: string,
    work: (directory: string) => Promise<T>,
    damaged?: 'refuse' | 'accept',
  ): Promise<T>
  /** Packs or unpacks a file outside of the event loop. */
  transform(kind: 'compress' | 'expand', path: string, target: string): Promise<void>
  /** Exports, imports or makes ready to restore, outside of the event loop. @throws WorkerFailed */
  transfer(
    request: Extract<WorkerRequest, { kind: 'export' | 'import' | 'prepare-restore' | 'template' }>,
  ): Promise<void>
  /** Where backups are kept, if it is known. */
  readonly backups: BackupPolicy | undefined
  /** Told of each point at which a crash leaves something else behind. For tests that crash there. */
  reached(point: string): void
}
