import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import type { Connection, QueryOutcome } from './connection.ts'
import { DatabaseClosed, TransactionFinished, TransactionTimedOut } from './errors.ts'
import type { SqlValue } from './port.ts'
import { toSqliteTime } from './time.ts'
import type { WalSync } from './wal-sync.ts'

const READS_ONLY = /^\s*select\b/i

/** Tries again while another process holds the lock. */
export type Patiently = <T>(work: () => T) => Promise<T>

/**
 * What Kysely holds while it runs one query or one transaction. It is used up
 * afterwards: a transaction object that outlives its callback cannot reach a
 * transaction that somebody else has open on the same handle by then.
 */
export class KyselyConnection implements DatabaseConnection {
  readonly #connection: Connection
  readonly #patiently: Patiently
  /** Throws when this code may not use the file any more. */
  readonly #check: () => void
  readonly #walSync: WalSync | undefined
  /** Set by the driver. */
  state: 'query' | 'transaction' | 'released' | 'timed-out' | 'closed' = 'query'

  constructor(
    connection: Connection,
    patiently: Patiently,
    check: () => void,
    walSync: WalSync | undefined,
  ) {
    this.#connection = connection
    this.#patiently = patiently
    this.#check = check
    this.#walSync = walSync
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    this.assertUsable()
    const values = parameters.map(toSqlValue)
    const outcome =
      this.state === 'transaction'
        ? this.#connection.query(sql, values)
        : await this.#queryAlone(sql, values)
    return {
      rows: outcome.rows as Row[],
      numAffectedRows: BigInt(outcome.changes),
      insertId: BigInt(outcome.lastInsertRowid),
    }
  }

  /** A transaction of one statement, which SQLite commits by itself. */
  async #queryAlone(sql: string, values: readonly SqlValue[]): Promise<QueryOutcome> {
    const walSync = READS_ONLY.test(sql) ? undefined : this.#walSync
    const outcome = await this.#patiently(() => {
      this.#check()
      walSync?.hold()
      return this.#connection.query(sql, values)
    })
    // Nothing is acknowledged that went into a file which is no longer there.
    this.#connection.assertInPlace()
    await walSync?.sync()
    return outcome
  }

  /** All rows are read at once: a reader left open across an await would starve the checkpoint. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    const { rows } = await this.executeQuery<Row>(query)
    for (const row of rows) yield { rows: [row] }
  }

  /** @throws TransactionFinished, TransactionTimedOut or DatabaseClosed */
  assertUsable(): void {
    if (this.state === 'timed-out') {
      throw new TransactionTimedOut('the transaction took too long and was rolled back')
    }
    if (this.state === 'closed') throw new DatabaseClosed('the database is closed')
    // SQLITE_FULL and `OR ROLLBACK` end a transaction behind Kysely's back;
    // what follows would be committed on its own.
    const ended = this.state === 'transaction' && !this.#connection.inTransaction
    if (this.state === 'released' || ended) {
      throw new TransactionFinished('the transaction has ended')
    }
  }

  /** Runs a command of the transaction itself, such as a savepoint. */
  execute(sql: string): void {
    this.assertUsable()
    this.#connection.execute(sql)
  }

  /** Makes it unusable. False when it was taken away before. */
  release(): boolean {
    if (this.state === 'timed-out' || this.state === 'closed') return false
    this.state = 'released'
    return true
  }
}

/** SQLite has no booleans and no dates. */
function toSqlValue(value: unknown): SqlValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return toSqliteTime(value)
  return value as SqlValue
}
