import type { Database, SQLQueryBindings } from 'bun:sqlite'
import { statSync } from 'node:fs'
import { type ConnectionOptions, connect } from './connect.ts'
import { DatabaseClosed, DatabaseMissing, DurabilityLost, TransactionFinished } from './errors.ts'
import { keepLog } from './keep-log.ts'
import type { Sql, SqlValue, Statement } from './port.ts'
import {
  PreparedStatement,
  refuseThenable,
  type Scope,
  type StatementHost,
} from './prepared-statement.ts'
import { assertSqliteVersion } from './sqlite-version.ts'
import { translateError } from './translate-error.ts'
import { Trial, type TrialOutcome } from './trial.ts'

/** What one statement has cost so far on one connection. */
export interface StatementStatistics {
  readonly sql: string
  readonly count: number
  readonly milliseconds: number
}

let versionIsChecked = false

/** One bun:sqlite connection to an existing WAL-mode file, as the {@link Sql} port. */
export class Connection implements Sql, StatementHost {
  readonly #statements = new Map<string, PreparedStatement<unknown>>()
  readonly #options: ConnectionOptions
  #database: Database
  /** The file that the handle has open, so that a swap under it is noticed. */
  readonly #inode: number
  #scope: Scope = 'free'
  #trial: Trial | undefined
  #closed = false
  /** Why it had to be closed, if nobody asked for that; the next use tries to open it again. */
  #failure: unknown
  #openings = 1
  /** Why nothing more is written. */
  #lost: DurabilityLost | undefined

  /**
   * @throws DatabaseMissing, CannotOpen, DatabaseCorrupt or DatabaseBusy
   */
  constructor(
    readonly path: string,
    options: ConnectionOptions = {},
  ) {
    if (!versionIsChecked) {
      assertSqliteVersion()
      versionIsChecked = true
    }
    this.#options = options
    this.#database = connect(path, options)
    this.#inode = inodeOf(path)
  }

  get database(): Database {
    this.#assertOpen()
    return this.#database
  }

  /** Grows by one whenever the file was opened anew: what counts for one handle begins again then. */
  get openings(): number {
    return this.#openings
  }

  get scope(): Scope {
    return this.#scope
  }

  get trial(): Trial | undefined {
    return this.#trial
  }

  get closed(): boolean {
    return this.#closed
  }

  get inTransaction(): boolean {
    return !this.#closed && this.#database.inTransaction
  }

  prepare<Row = Record<string, SqlValue>>(sql: string): Statement<Row> {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = new PreparedStatement(this, sql)
      this.#statements.set(sql, statement)
    }
    return statement as PreparedStatement<Row>
  }

  transaction<T>(work: () => T): T {
    const nested = this.inTransaction
    if (!nested && this.#scope !== 'free') {
      // A transaction that begins now would commit half of the unit of work.
      throw new TransactionFinished('the transaction of this unit of work has ended')
    }
    if (nested && this.#trial) return this.#trial.nest(work)
    // Kept compiled by the driver: that halves what a savepoint costs.
    this.query(nested ? 'SAVEPOINT nested' : 'BEGIN IMMEDIATE', [])
    try {
      const result = work()
      refuseThenable(result)
      this.query(nested ? 'RELEASE nested' : 'COMMIT', [])
      return result
    } catch (error) {
      // SQLITE_FULL and `OR ROLLBACK` have ended the transaction already.
      if (this.inTransaction) {
        if (nested) this.execute('ROLLBACK TO nested; RELEASE nested')
        else this.execute('ROLLBACK')
      }
      throw error
    }
  }

  /**
   * Runs `work` on one snapshot; it may not write.
   *
   * @param first runs before it where this call began the snapshot
   */
  snapshot<T>(work: () => T, first?: () => void): T {
    if (this.inTransaction) return this.#within('reading', work)
    this.run('BEGIN')
    try {
      first?.()
      return this.#within('reading', work)
    } finally {
      if (this.inTransaction) this.run('COMMIT')
    }
  }

  /** Runs `work` so that it writes inside the open transaction or not at all. */
  unit<T>(work: () => T): T {
    return this.#within('writing', work)
  }

  /** {@link unit} without savepoints: see {@link Trial}. */
  try(work: () => unknown): TrialOutcome {
    this.#trial = new Trial()
    try {
      return this.#trial.run(() => this.#within('writing', work))
    } finally {
      this.#trial = undefined
    }
  }

  /** Runs one fixed statement without parameters; its compiled form is kept. */
  run(sql: string): void {
    this.prepare(sql).run()
  }

  /** {@link prepare} that compiles now, not at the first use. */
  compile(sql: string): Statement<unknown> {
    const statement = new PreparedStatement<unknown>(this, sql)
    statement.compile()
    this.#statements.set(sql, statement)
    return statement
  }

  /** Runs one or more statements without parameters; nothing is kept. For pragmas and schemas. */
  execute(sql: string): void {
    try {
      this.database.run(sql)
    } catch (error) {
      throw this.translate(error)
    }
  }

  /**
   * Runs one statement whose text was made at run time (Kysely): the driver
   * keeps the compiled forms of a few texts.
   */
  query(sql: string, parameters: readonly SqlValue[]): QueryOutcome {
    try {
      const statement = this.database.query<Record<string, unknown>, SQLQueryBindings[]>(sql)
      if (statement.columnNames.length > 0) {
        return { rows: statement.all(...parameters), changes: 0, lastInsertRowid: 0 }
      }
      const { changes, lastInsertRowid } = statement.run(...parameters)
      return { rows: [], changes, lastInsertRowid: Number(lastInsertRowid) }
    } catch (error) {
      throw this.translate(error)
    }
  }

  /**
   * A copy made by VACUUM INTO is not in WAL mode, nor is a file that was made
   * ready to be moved. There a reader would make a COMMIT fail.
   *
   * @throws DatabaseBusy when somebody else has such a file open
   */
  useWal(): void {
    const [row] = this.query('PRAGMA journal_mode', []).rows
    if (row?.['journal_mode'] !== 'wal') this.execute('PRAGMA journal_mode = WAL')
  }

  /**
   * Drops the handle and takes a new one on the same file; prepared statements
   * stay usable. Where that fails each use tries again, and throws as long as it fails.
   */
  reopen(): void {
    this.#assertOpen()
    try {
      // Checked before the close too: a file that nobody has open may give its number to another.
      this.assertInPlace()
      this.#disconnect()
      this.#connect()
    } catch (error) {
      this.close()
      this.#failure = error
      throw error
    }
  }

  /**
   * Writing to a file that was unlinked or replaced succeeds, and is lost.
   *
   * @throws DatabaseMissing when the path no longer leads to the file that is open
   * @throws DurabilityLost after {@link condemn}
   */
  assertInPlace(): void {
    if (this.#lost) throw this.#lost
    if (inodeOf(this.path) !== this.#inode) {
      throw new DatabaseMissing('the database file was deleted or replaced under its connection')
    }
  }

  /** Lets nothing more be written, neither by statements nor by the checkpoint of the close. */
  condemn(error: DurabilityLost): void {
    this.#lost ??= error
    try {
      if (!this.#closed) this.#database.run('PRAGMA query_only = ON')
    } catch {
      // Whoever acknowledges writes asks assertInPlace().
    }
  }

  /** Takes `PRAGMA query_only` back, unless {@link condemn} has set it. */
  allowWrites(): void {
    if (!this.#lost) this.execute('PRAGMA query_only = OFF')
  }

  /** Names what the driver threw, and passes on that a sync has failed. */
  translate(error: unknown): unknown {
    const translated = translateError(error)
    if (translated instanceof DurabilityLost) this.#options.onDurabilityLost?.(translated)
    return translated
  }

  /** Checkpoints when it is the last connection to the file. Closing twice is harmless. */
  close(): void {
    this.#failure = undefined
    if (this.#closed) return
    this.#closed = true
    this.#disconnect()
  }

  /** Bytes of the write-ahead log that a close would have to move into the database. */
  get walBytes(): number {
    return statSync(`${this.path}-wal`, { throwIfNoEntry: false })?.size ?? 0
  }

  statistics(): StatementStatistics[] {
    return [...this.#statements.values()].map(({ sql, count, milliseconds }) => ({
      sql,
      count,
      milliseconds,
    }))
  }

  /** A disk that was full, read-only or out of order for a while need not end in a restart. */
  #assertOpen(): void {
    if (!this.#closed) return
    if (this.#failure === undefined) throw new DatabaseClosed('the database is closed')
    try {
      this.assertInPlace()
      this.#connect()
    } catch (error) {
      this.#failure = error
      throw error
    }
  }

  #connect(): void {
    const database = connect(this.path, this.#options)
    try {
      this.assertInPlace()
    } catch (error) {
      database.close(true)
      throw error
    }
    this.#database = database
    this.#openings += 1
    this.#closed = false
    this.#failure = undefined
  }

  #within<T>(scope: Scope, work: () => T): T {
    const outer = this.#scope
    this.#scope = scope
    try {
      const result = work()
      refuseThenable(result)
      return result
    } finally {
      this.#scope = outer
    }
  }

  #disconnect(): void {
    for (const statement of this.#statements.values()) statement.release()
    if (this.#lost) keepLog(this.#database, this.#options.access === 'exclusive')
    // `true`: an unfinished statement would otherwise keep descriptors and WAL.
    this.#database.close(true)
  }
}

/** `rows` of a statement that has columns, otherwise what it changed. */
export interface QueryOutcome {
  readonly rows: Record<string, unknown>[]
  readonly changes: number
  readonly lastInsertRowid: number
}

/** 0 where there is no file: in memory, or deleted. */
function inodeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? 0
}
