import { statSync } from 'node:fs'
import { Connection } from './connection.ts'
import { DurabilityLost } from './errors.ts'
import type { FileSystemSync } from './file-system-sync.ts'
import { forgetSchema } from './forget-schema.ts'
import { persistLog } from './keep-log.ts'
import { type MigrationOutcome, migrate } from './migrate.ts'
import type { MigrationList } from './migration-list.ts'
import type { Statement } from './port.ts'

/** A file, and whose database it has to be. */
export interface BatchedFile {
  readonly path: string
  readonly owner: string
}

/** What became of one file: an outcome, or the name and message of an error. */
export interface BatchedOutcome {
  readonly path: string
  readonly outcome?: MigrationOutcome
  readonly error?: { readonly name: string; readonly message: string }
}

/** What {@link MigrationBatch} needs of a {@link FileSystemSync}, which it closes in the end. */
export type SharedSync = Pick<FileSystemSync, 'device' | 'sync' | 'close'>

interface HeldFile {
  readonly connection: Connection
  readonly owner: string
  /** Copies the log into the file; absent unless that was migrated. */
  checkpoint?: Statement<unknown>
}

/** When no other file is begun. */
export interface BatchLimits {
  /** The batch is this old; milliseconds. */
  readonly milliseconds: number
  /** So many files have failed. */
  readonly failures: number
}

/**
 * Migrates many files with three syncs in all, where each file on its own needs
 * four. It takes them for itself first ({@link hold}), so that nobody sees what
 * is not on the disk yet, and nobody acknowledges what rests on it.
 *
 * A power cut finds each file old or new, and whole, because at each moment
 * either the file or its log is complete on the disk:
 *
 * 1. {@link hold}: logs are emptied at FULL and then synced, with their names. What the
 *    disk knows of a log now is that it is empty, so no frame of former times is ever replayed.
 * 2. {@link migrate}: only logs are written. Torn ones are noticed by their checksums, and the
 *    file is as before (https://sqlite.org/fileformat2.html#walformat). Then they are synced.
 * 3. The caller writes down which files are new.
 * 4. {@link release}: the logs are copied into their files. What that tears, the logs mend;
 *    so they may go only when the files were synced.
 *
 * What is migrated syncs nothing by itself until it is released. Whoever closes it in between, by
 * the end of the thread say, leaves its log, so that only a thread that ends inside of
 * {@link migrate} takes a risk: let it finish. It blocks.
 */
export class MigrationBatch {
  readonly #list: MigrationList
  readonly #sync: SharedSync
  readonly #files = new Map<string, HeldFile>()
  #start = 0
  #lost: DurabilityLost | undefined

  constructor(list: MigrationList, sync: SharedSync) {
    this.#list = list
    this.#sync = sync
  }

  /**
   * Takes each file that nobody has open, and that the shared sync reaches.
   *
   * @param milliseconds after which no other file is looked at
   * @returns for each file that was looked at, in their order, whether it is held; if it is not,
   *   this is not the way
   * @throws DurabilityLost
   */
  hold(files: readonly BatchedFile[], milliseconds: number): boolean[] {
    this.#start = performance.now()
    const held: boolean[] = []
    for (const { path, owner } of files) {
      if (held.length > 0 && this.#age > milliseconds) break
      const connection = this.#take(path)
      if (connection) this.#files.set(path, { connection, owner })
      held.push(connection !== undefined)
    }
    this.#shareSync()
    return held
  }

  /**
   * Migrates those of the held files, as far as the limits allow. Whatever it
   * says of a file is on the disk.
   *
   * @throws DurabilityLost: nothing is known of any of them
   */
  migrate(paths: readonly string[], { milliseconds, failures }: BatchLimits): BatchedOutcome[] {
    const outcomes: BatchedOutcome[] = []
    let failed = 0
    for (const path of paths) {
      // One at least, or a slow disk would never see an end.
      if (outcomes.length > 0 && (failed >= failures || this.#age > milliseconds)) break
      const held = this.#files.get(path)
      if (!held) continue
      const outcome = this.#migrate(path, held)
      if (outcome.error) failed += 1
      outcomes.push(outcome)
    }
    this.#shareSync()
    return outcomes
  }

  /** Lets all files go, whatever became of them. @throws DurabilityLost: their logs stay, and hold everything */
  release(): void {
    try {
      if (this.#lost) return
      for (const file of this.#files.values()) checkpoint(file)
      this.#shareSync()
      for (const { connection } of this.#files.values()) persistLog(connection.database, false)
    } finally {
      for (const { connection } of this.#files.values()) connection.close()
      this.#files.clear()
      this.#sync.close()
    }
  }

  get #age(): number {
    return performance.now() - this.#start
  }

  #take(path: string): Connection | undefined {
    let connection: Connection | undefined
    try {
      if (statSync(path).dev !== this.#sync.device) return undefined
      connection = new Connection(path, { access: 'exclusive' })
      connection.execute('BEGIN EXCLUSIVE; COMMIT; PRAGMA wal_autocheckpoint = 0')
      // In WAL mode this has made the log. To ask for the mode would parse the schema.
      const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
      if (!log) connection.useWal()
      else if (log.size > 0) connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
      forgetSchema(connection)
      return connection
    } catch {
      // In use, damaged, gone: the ordinary way finds that out too, and says what it is.
      connection?.close()
      return undefined
    }
  }

  #migrate(path: string, held: HeldFile): BatchedOutcome {
    try {
      return { path, outcome: migrateUnsynced(held, this.#list) }
    } catch (thrown) {
      const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown))
      return { path, error: { name, message } }
    }
  }

  /** A file whose log may not be on the disk is left as it is, log and all. */
  #shareSync(): void {
    if (this.#files.size === 0) return
    try {
      this.#sync.sync()
    } catch (error) {
      this.#lost = error instanceof DurabilityLost ? error : new DurabilityLost(String(error))
      for (const { connection } of this.#files.values()) connection.condemn(this.#lost)
      throw this.#lost
    }
  }
}

function migrateUnsynced(held: HeldFile, list: MigrationList): MigrationOutcome {
  const { connection, owner } = held
  let outcome: MigrationOutcome
  try {
    connection.execute('PRAGMA secure_delete = ON; PRAGMA synchronous = OFF')
    outcome = migrate(connection, list, owner)
    // As long as the schema is there: SQLite wants it to compile this, and not to run it.
    held.checkpoint = connection.compile('PRAGMA wal_checkpoint(PASSIVE)')
  } finally {
    // Of a whole batch the schemas are more than a processor keeps at hand: the next one is parsed
    // in memory that this one has just left, which takes half the time.
    forgetSchema(connection)
  }
  // Before a thread ends it closes its connections and cuts their logs, but not of this one.
  persistLog(connection.database, true)
  connection.execute('BEGIN IMMEDIATE')
  return outcome
}

/** One that the disk refuses keeps its log, for whoever opens the file next. */
function checkpoint({ connection, checkpoint }: HeldFile): void {
  try {
    if (!checkpoint) return
    connection.execute('COMMIT')
    checkpoint.run()
  } catch (cause) {
    connection.condemn(new DurabilityLost('the log could not be copied into its file', { cause }))
  }
}
