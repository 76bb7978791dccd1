import { statSync } from 'node:fs'
import { Kysely } from 'kysely'
import type { Durability } from '../config.ts'
import { retryWhileBusy } from './backoff.ts'
import { Connection, type StatementStatistics } from './connection.ts'
import type { DurabilityLost } from './errors.ts'
import { BunSqliteDialect } from './kysely-dialect.ts'
import { KyselyDriver } from './kysely-driver.ts'
import type { MigrationList } from './migration-list.ts'
import type { Sql } from './port.ts'
import { SchemaWatch } from './schema-watch.ts'
import { Space, type SpaceLimit, type SpaceUse } from './space.ts'
import { WalSync } from './wal-sync.ts'
import { WriteGate } from './write-gate.ts'
import { WriteQueue, type WriteStatistics } from './write-queue.ts'

export interface SqliteDatabaseOptions {
  readonly path: string
  /** Whose database it has to be (it is stamped inside the file); absent accepts anybody's. */
  readonly owner?: string | undefined
  readonly migrations: MigrationList
  readonly durability?: Durability | undefined
  /** Synchronous wait for locks, milliseconds. 0, the default, where an event loop serves others. */
  readonly busyTimeout?: number | undefined
  /** Asynchronous wait for locks, milliseconds; default 5000. */
  readonly patience?: number | undefined
  /** How long a Kysely transaction may stay open, milliseconds; default 5000. */
  readonly transactionLimit?: number | undefined
  /** False commits each unit of work by itself. For benchmarks. */
  readonly sharedCommit?: boolean | undefined
  /** Pages of the log from which on a commit moves it into the file itself, if nobody else has; 1000 when absent. */
  readonly checkpointAfter?: number | undefined
  /** Absent: as much as the disk has room for. */
  readonly space?: SpaceLimit | undefined
  /** Told once, when a sync has failed: from then on nothing is written to this file. */
  readonly onDurabilityLost?: ((error: DurabilityLost) => void) | undefined
}

export interface Health {
  readonly ok: boolean
  /** What is wrong, one line each. */
  readonly problems: readonly string[]
  readonly version: number
  readonly latestVersion: number
}

export interface DatabaseStatistics {
  readonly bytes: { readonly file: number; readonly wal: number }
  readonly version: number
  readonly commits: number
  readonly units: number
  readonly unitsPerCommit: number
  readonly busyRetries: number
  readonly statements: readonly StatementStatistics[]
}

const DEFAULT_PATIENCE = 5_000
const DEFAULT_TRANSACTION_LIMIT = 5_000

/**
 * One SQLite file, open and at a known version, with two faces: synchronous
 * prepared statements ({@link sql}, through {@link read} and {@link write}), and
 * Kysely, which this object is, on a connection of its own.
 */
export class SqliteDatabase<Tables> extends Kysely<Tables> {
  readonly sql: Sql & Pick<Connection, 'openings'>
  readonly path: string
  readonly #connection: Connection
  readonly #queue: WriteQueue
  /** Only with durability `full`. */
  readonly #walSync: WalSync | undefined
  readonly #kysely: KyselyDriver
  readonly #migrations: MigrationList
  readonly #watch: SchemaWatch
  readonly #patience: number
  readonly #space: Space
  readonly #lose: (error: DurabilityLost) => void
  #busyReads = 0

  /**
   * @throws DatabaseMissing, DatabaseCorrupt, CannotOpen, DatabaseBusy
   * @throws ForeignDatabase, NewerSchema, MigrationHistoryChanged, PendingMigrations
   */
  constructor(options: SqliteDatabaseOptions) {
    let lost = false
    const lose = (error: DurabilityLost) => {
      if (lost) return
      lost = true
      queue.close(error)
      walSync?.fail(error)
      kysely.condemn(error)
      connection.condemn(error)
      options.onDurabilityLost?.(error)
    }
    const settings = {
      busyTimeout: options.busyTimeout ?? 0,
      checkpointAfter: options.checkpointAfter,
      space: options.space,
      synchronous: options.durability === 'full' ? 'FULL' : 'NORMAL',
      onDurabilityLost: lose,
    } as const
    const patience = options.patience ?? DEFAULT_PATIENCE
    const connection = new Connection(options.path, settings)
    const watch = new SchemaWatch(connection, options.migrations, options.owner)
    const gate = new WriteGate()
    const walSync = options.durability === 'full' ? new WalSync(connection, lose) : undefined
    const kysely = new KyselyDriver({
      open: () => {
        // What lies at this path now must still be what was checked when we opened it.
        connection.assertInPlace()
        // Its commits are synced like those of the queue, off the event loop.
        return new Connection(options.path, { ...settings, synchronous: 'NORMAL' })
      },
      watch: (opened) => new SchemaWatch(opened, options.migrations, options.owner),
      gate,
      walSync,
      patience,
      transactionLimit: options.transactionLimit ?? DEFAULT_TRANSACTION_LIMIT,
    })
    const queue = new WriteQueue(connection, gate, {
      check: watch.check,
      walSync,
      patience,
      sharedCommit: options.sharedCommit ?? true,
    })
    super({ dialect: new BunSqliteDialect(kysely) })
    this.path = options.path
    this.sql = connection
    this.#connection = connection
    this.#kysely = kysely
    this.#migrations = options.migrations
    this.#patience = patience
    this.#space = new Space(connection, options.space, () => this.bytesBeside)
    this.#walSync = walSync
    this.#watch = watch
    this.#queue = queue
    this.#lose = lose
    try {
      watch.look()
      if (!watch.readOnly) connection.useWal()
    } catch (error) {
      connection.close()
      throw error
    }
  }

  get version(): number {
    return this.#watch.version
  }

  /**
   * Runs synchronous `work` on one snapshot, at once.
   *
   * @throws DatabaseBusy rarely (a recovery in another process); DatabaseReadOnly if `work` writes
   * @throws NewerSchema, PendingMigrations when another process has changed the schema
   */
  read<T>(work: () => T): T {
    return this.#connection.snapshot(work, this.#watch.check)
  }

  /** {@link read}, tried again without blocking while another process holds the file. */
  readPatiently<T>(work: () => T): Promise<T> {
    return retryWhileBusy(
      () => this.read(work),
      this.#patience,
      () => {
        this.#busyReads += 1
      },
    )
  }

  /**
   * Runs synchronous `work` as one unit of work; see {@link WriteQueue.enqueue}.
   *
   * @param recheck runs before `work` if it had to wait for its turn
   * @throws DatabaseReadOnly when only newer code may write the file
   * @throws NewerSchema, PendingMigrations when another process has changed the schema
   * @throws DurabilityLost when a sync has failed: it may or may not be there after a restart
   */
  write<T>(work: () => T, recheck?: () => void): Promise<T> {
    return this.#queue.enqueue(work, recheck)
  }

  /** What this database holds, in its file and {@link bytesBeside} it. Deleted pages do not count. */
  spaceUse(): SpaceUse & { readonly limit: SpaceLimit | undefined } {
    return { ...this.#space.use(), limit: this.#space.limit }
  }

  /** Bytes until the quota is reached; negative beyond it, infinite without one. */
  get roomLeft(): number {
    return this.#space.left()
  }

  /**
   * To be asked inside a unit of work that adds something.
   *
   * @throws QuotaReached
   */
  assertRoom(): void {
    this.#space.assertSome()
  }

  /** What lies beside the file and counts as part of it. */
  protected get bytesBeside(): number {
    return 0
  }

  /** Somebody waits for a write or is inside Kysely: not the moment to close. */
  get busy(): boolean {
    return this.#queue.pending > 0 || this.#kysely.busy
  }

  /** Bytes in the write-ahead log; a close has to move them into the file. */
  get walBytes(): number {
    return this.#connection.walBytes
  }

  /**
   * Cheap unless `full`: then every page is read (`PRAGMA integrity_check`),
   * which takes seconds on a large file.
   */
  health(options: { readonly full?: boolean } = {}): Health {
    const problems: string[] = []
    const versions = { version: this.version, latestVersion: this.#migrations.latest }
    try {
      this.#connection.assertInPlace()
      const rows = options.full
        ? this.#connection
            .query('PRAGMA integrity_check', [])
            .rows.map((row) => Object.values(row)[0])
        : ['ok']
      this.sql.prepare('SELECT owner FROM schema_identity').get()
      problems.push(...rows.filter((row) => row !== 'ok').map(String))
      if (options.full) {
        const broken = this.#connection.query('PRAGMA foreign_key_check', []).rows.length
        if (broken > 0) problems.push(`${broken} rows refer to rows that do not exist`)
      }
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
    }
    return { ok: problems.length === 0, problems, ...versions }
  }

  /** What {@link statistics} has of it, for a thousand databases at a time. */
  get writes(): WriteStatistics {
    const { commits, units, busyRetries } = this.#queue.statistics
    return { commits, units, busyRetries: busyRetries + this.#busyReads + this.#kysely.busyRetries }
  }

  /** Sizes in bytes, and what has happened since this file was opened here. */
  statistics(): DatabaseStatistics {
    const { commits, units, busyRetries } = this.writes
    return {
      bytes: {
        file: statSync(this.path, { throwIfNoEntry: false })?.size ?? 0,
        wal: this.walBytes,
      },
      version: this.version,
      commits,
      units,
      unitsPerCommit: commits === 0 ? 0 : units / commits,
      busyRetries,
      statements: this.#connection.statistics(),
    }
  }

  /** Another connection's sync of this file has failed: nothing is written to it any more, and its log stays. */
  condemn(error: DurabilityLost): void {
    this.#lose(error)
  }

  /**
   * Gives back the memory in which SQLite keeps pages, 50 to 80 KB (`PRAGMA shrink_memory`). The
   * next use reads what it needs again: some 25 µs.
   */
  rest(): void {
    if (!this.#connection.closed) this.#connection.execute('PRAGMA shrink_memory')
  }

  /** Closes the connection that Kysely uses until it is used again. */
  restKysely(): void {
    this.#kysely.rest()
  }

  /** Fails what waits, rolls back what is open, checkpoints and closes. */
  close(): void {
    this.#queue.close()
    this.#walSync?.close()
    try {
      this.#kysely.close()
    } finally {
      this.#connection.close()
    }
  }

  override async destroy(): Promise<void> {
    this.close()
  }
}
