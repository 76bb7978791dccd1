import type { DataDirectory } from './data-directory.ts'
import type { MigrationRuns } from './migration-runs.ts'
import type { OperationJournal } from './operation-journal.ts'
import type { Registry } from './registry.ts'

/** All tenants, as a run over them needs them. `write` runs one unit of work on the registry's database. */
export interface Fleet {
  readonly directory: DataDirectory
  readonly registry: Registry
  readonly journal: OperationJournal
  readonly runs: MigrationRuns
  /** The thread in which the files are worked on. */
  readonly workerUrl: URL
  write<T>(work: () => T): Promise<T>
}

/** Which tenants are meant; without either list all are. */
export interface Selection {
  /** Slugs. */
  readonly only: readonly string[]
  readonly except: readonly string[]
}

/** How far a run has come. */
export interface RunProgress {
  readonly done: number
  readonly failed: number
  readonly total: number
  /** The slug of the tenant that was the last. */
  readonly last: string
}
