import type { DatabaseConnection, Driver } from 'kysely'
import { retryWhileBusy } from './backoff.ts'
import type { Connection } from './connection.ts'
import { DatabaseClosed, type DurabilityLost } from './errors.ts'
import { KyselyConnection, type Patiently } from './kysely-connection.ts'
import type { SchemaWatch } from './schema-watch.ts'
import type { WalSync } from './wal-sync.ts'
import { WriteGate } from './write-gate.ts'

export interface KyselyDriverOptions {
  /** Opens the connection that only Kysely uses. Called at first use, and again after {@link KyselyDriver.rest}. */
  readonly open: () => Connection
  /** What says whether this code may still use the file as that connection finds it. */
  readonly watch: (connection: Connection) => SchemaWatch
  /** Shared with the write queue of the same file. */
  readonly gate: WriteGate
  /** Makes what was committed durable before it is answered; shared likewise. */
  readonly walSync: WalSync | undefined
  /** How long to wait for another process's lock; milliseconds. */
  readonly patience: number
  /** How long a transaction may stay open; milliseconds. */
  readonly transactionLimit: number
}

/**
 * Kysely on a connection of its own, so that its transactions, which await
 * between statements, never capture a statement of anybody else.
 */
export class KyselyDriver implements Driver {
  readonly #options: KyselyDriverOptions
  /** One query or transaction at a time, as there is one connection. */
  readonly #turn = new WriteGate()
  #transaction: { readonly lent: KyselyConnection; readonly timer: Timer } | undefined
  #connection: Connection | undefined
  #watch: SchemaWatch | undefined
  #closed = false
  #busyRetries = 0

  constructor(options: KyselyDriverOptions) {
    this.#options = options
  }

  /** A query runs, a transaction is open, or somebody waits for either. */
  get busy(): boolean {
    return this.#turn.held
  }

  /** Waits for another process's lock so far. */
  get busyRetries(): number {
    return this.#busyRetries
  }

  async init(): Promise<void> {
    // The connection is opened at first use.
  }

  async acquireConnection(): Promise<KyselyConnection> {
    await this.#turn.enter()
    try {
      if (this.#closed) throw new DatabaseClosed('the database is closed')
      const connection = this.#opened()
      connection.assertInPlace()
      const check = () => this.#watch?.check()
      return new KyselyConnection(connection, this.#patiently, check, this.#options.walSync)
    } catch (error) {
      this.#turn.leave()
      throw error
    }
  }

  async releaseConnection(lent: DatabaseConnection): Promise<void> {
    // One that was taken away has lost its turn already.
    if (!(lent as KyselyConnection).release()) return
    // A BEGIN in raw SQL would capture what comes next.
    this.#rollBack()
    this.#turn.leave()
  }

  async beginTransaction(lent: DatabaseConnection): Promise<void> {
    const connection = lent as KyselyConnection
    await this.#options.gate.enter()
    try {
      // Deferred, the first write after a read could fail with SQLITE_BUSY_SNAPSHOT at any time.
      await this.#patiently(() => this.#begin(connection))
    } catch (error) {
      this.#options.gate.leave()
      throw error
    }
  }

  async commitTransaction(lent: DatabaseConnection): Promise<void> {
    const connection = lent as KyselyConnection
    connection.assertUsable()
    this.#own.run('COMMIT')
    this.#endTransaction(connection)
    this.#own.assertInPlace()
    await this.#options.walSync?.sync()
  }

  async rollbackTransaction(lent: DatabaseConnection): Promise<void> {
    this.#endTransaction(lent as KyselyConnection)
  }

  async savepoint(lent: DatabaseConnection, name: string): Promise<void> {
    ;(lent as KyselyConnection).execute(`SAVEPOINT ${quoted(name)}`)
  }

  async rollbackToSavepoint(lent: DatabaseConnection, name: string): Promise<void> {
    ;(lent as KyselyConnection).execute(`ROLLBACK TO ${quoted(name)}`)
  }

  async releaseSavepoint(lent: DatabaseConnection, name: string): Promise<void> {
    ;(lent as KyselyConnection).execute(`RELEASE ${quoted(name)}`)
  }

  /** Closes the handle until Kysely is used again; does nothing while it is {@link busy}. */
  rest(): void {
    if (this.busy) return
    this.#connection?.close()
    this.#connection = undefined
  }

  async destroy(): Promise<void> {
    this.close()
  }

  /** Lets nothing more be written: a sync of the file has failed. */
  condemn(error: DurabilityLost): void {
    this.#connection?.condemn(error)
  }

  /** Rolls back what is open and closes for good. */
  close(): void {
    this.#closed = true
    if (this.#transaction) this.#takeAway(this.#transaction.lent, 'closed')
    this.#connection?.close()
    this.#connection = undefined
  }

  readonly #patiently: Patiently = (work) =>
    retryWhileBusy(work, this.#options.patience, () => {
      this.#busyRetries += 1
    })

  #opened(): Connection {
    if (!this.#connection) {
      this.#connection = this.#options.open()
      this.#watch = this.#options.watch(this.#connection)
    }
    return this.#connection
  }

  get #own(): Connection {
    if (!this.#connection) throw new DatabaseClosed('the database is closed')
    return this.#connection
  }

  /** All in one turn, so that closing cannot come between. */
  #begin(lent: KyselyConnection): void {
    this.#own.run('BEGIN IMMEDIATE')
    try {
      this.#watch?.check()
      this.#options.walSync?.hold()
    } catch (error) {
      this.#rollBack()
      throw error
    }
    lent.state = 'transaction'
    // A callback that hangs must not keep everybody else from writing.
    const timer = setTimeout(
      () => this.#takeAway(lent, 'timed-out'),
      this.#options.transactionLimit,
    )
    this.#transaction = { lent, timer }
  }

  #takeAway(lent: KyselyConnection, state: 'timed-out' | 'closed'): void {
    this.#endTransaction(lent)
    lent.state = state
    this.#turn.leave()
  }

  /** Ends a transaction exactly once; whatever it has not committed is undone. */
  #endTransaction(lent: KyselyConnection): void {
    if (this.#transaction?.lent !== lent) return
    clearTimeout(this.#transaction.timer)
    this.#transaction = undefined
    lent.state = 'query'
    this.#rollBack()
    this.#options.gate.leave()
  }

  /** Never throws: it also runs in a timer, where nobody would catch it. */
  #rollBack(): void {
    try {
      if (this.#connection?.inTransaction) this.#connection.run('ROLLBACK')
    } catch {
      // Closing rolls back too. The next use opens another handle.
      this.#connection?.close()
      this.#connection = undefined
    }
  }
}

type Timer = ReturnType<typeof setTimeout>

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
