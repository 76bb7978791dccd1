import { backoff } from './backoff.ts'
import type { Connection } from './connection.ts'
import { DatabaseBusy, DatabaseClosed, type DatabaseError } from './errors.ts'
import { SharedTransaction } from './shared-transaction.ts'
import type { WalSync } from './wal-sync.ts'
import type { WriteGate } from './write-gate.ts'
import { type Outcome, settle, type Unit } from './write-unit.ts'

export interface WriteQueueOptions {
  /** How long a unit may wait for locks before it fails with DatabaseBusy; milliseconds. */
  readonly patience: number
  /** False commits each unit by itself. For benchmarks. */
  readonly sharedCommit: boolean
  /** Runs in each transaction before its units; its throw is the answer to all that wait. */
  readonly check: () => void
  /** Makes what was committed durable before anybody is answered. */
  readonly walSync?: WalSync | undefined
}

/** Since the database was opened: transactions, the units in them, and waits for a lock. */
export interface WriteStatistics {
  readonly commits: number
  readonly units: number
  readonly busyRetries: number
}

/** Units in one commit at the most, so that a flood does not hold the event loop. */
const LARGEST_BATCH = 128

/**
 * The units of work that wait for one file, and their commits.
 *
 * Units that arrive in the same turn of the event loop share one transaction,
 * because a commit costs more than what it holds (and with synchronous=FULL, a
 * sync). All of it happens inside one turn, so that no reader sees it half done.
 * Nobody is answered before the COMMIT.
 *
 * Most units that fail have written nothing yet. Only when one has, the batch is
 * rolled back and runs again with a savepoint for each unit.
 */
export class WriteQueue {
  readonly #connection: Connection
  readonly #gate: WriteGate
  readonly #options: WriteQueueOptions
  readonly #transaction: SharedTransaction
  #units: Unit[] = []
  #flushIsDue = false
  /** Set: nothing is taken any more. */
  #refusal: DatabaseError | undefined
  /** Units that were taken from the queue and are not answered yet. */
  #unanswered = 0
  #commits = 0
  #committedUnits = 0
  #busyRetries = 0

  constructor(connection: Connection, gate: WriteGate, options: WriteQueueOptions) {
    this.#connection = connection
    this.#gate = gate
    this.#options = options
    this.#transaction = new SharedTransaction(connection)
  }

  /** Units that wait or are not answered yet. */
  get pending(): number {
    return this.#units.length + this.#unanswered
  }

  get statistics(): WriteStatistics {
    return {
      commits: this.#commits,
      units: this.#committedUnits,
      busyRetries: this.#busyRetries,
    }
  }

  /**
   * Runs `work` as one unit of work and resolves with its result once that is
   * committed. `work` is synchronous, does SQL and nothing else, and may run
   * more than once.
   *
   * @param recheck runs right before `work` if the unit had to wait; its throw is the answer
   * @throws what `work` throws, DatabaseBusy after the queue's patience, DatabaseFull, …
   */
  enqueue<T>(work: () => T, recheck?: () => void): Promise<T> {
    if (this.#refusal) return Promise.reject(this.#refusal)
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#units.push({
      work,
      recheck,
      deadline: performance.now() + this.#options.patience,
      resolve: resolve as (value: unknown) => void,
      reject,
      alone: !this.#options.sharedCommit,
      careful: false,
      waited: false,
    })
    this.#flushSoon()
    return promise
  }

  /** Fails every unit that has not run, and those to come; for the `reason`, if there is one. */
  close(reason?: DatabaseError): void {
    this.#refusal ??= reason ?? new DatabaseClosed('the database is closed')
    this.#rejectAll(this.#refusal)
  }

  /** setImmediate runs after all input of this turn was read, so one flush gathers its units. */
  #flushSoon(): void {
    if (this.#flushIsDue) return
    this.#flushIsDue = true
    setImmediate(this.#flush)
  }

  readonly #flush = (): void => {
    if (this.#gate.tryEnter()) {
      this.#commitWaiting(0)
      return
    }
    // A Kysely transaction is open; it ends after a few seconds at the latest.
    void this.#gate.enter().then(() => {
      this.#markWaited()
      this.#commitWaiting(0)
    })
  }

  /** Holding the gate: commits batch after batch, or waits for another process's lock. */
  #commitWaiting(attempt: number): void {
    if (this.#units.length > 0) {
      try {
        this.#options.walSync?.lower()
        this.#connection.run('BEGIN IMMEDIATE')
        this.#options.walSync?.hold()
        this.#options.check()
      } catch (error) {
        if (error instanceof DatabaseBusy) {
          this.#busyRetries += 1
          this.#markWaited()
          this.#rejectExpired()
          this.#options.walSync?.raise()
          setTimeout(() => this.#commitWaiting(attempt + 1), backoff(attempt))
          return
        }
        // A damaged or missing file, or one that newer code has migrated: nobody's work was run.
        this.#transaction.rollBack()
        this.#rejectAll(error)
      }
      if (this.#units.length > 0) this.#commitBatch(this.#takeBatch())
      this.#options.walSync?.raise()
    }
    this.#gate.leave()
    this.#flushIsDue = false
    if (this.#units.length === 0) return
    if (this.#refusal) {
      // A unit closed the database: those that ran with it never come to their turn again.
      this.#rejectAll(this.#refusal)
    } else {
      // What is left runs in a later turn, and other requests come in between.
      this.#markWaited()
      this.#flushSoon()
    }
  }

  #rejectAll(error: unknown): void {
    for (const unit of this.#units.splice(0)) unit.reject(error)
  }

  #takeBatch(): Unit[] {
    const shared = this.#units.findIndex((unit) => unit.alone)
    const length = shared === 0 ? 1 : shared < 0 ? this.#units.length : shared
    return this.#units.splice(0, Math.min(length, LARGEST_BATCH))
  }

  #commitBatch(batch: Unit[]): void {
    const outcomes = this.#transaction.run(batch)
    if (outcomes === undefined) {
      this.#units.unshift(...batch)
      return
    }
    if (this.#connection.inTransaction) {
      try {
        // Before, so that what is refused is not in a file that comes back; after, because
        // the file may go at any moment.
        this.#connection.assertInPlace()
        this.#connection.run('COMMIT')
        this.#connection.assertInPlace()
      } catch (error) {
        this.#transaction.rollBack()
        this.#transaction.startAfresh()
        for (const unit of batch) unit.reject(error)
        return
      }
      this.#commits += 1
      this.#committedUnits += outcomes.reduce(
        (sum, outcome) => sum + ('value' in outcome ? 1 : 0),
        0,
      )
    }
    this.#answer(batch, outcomes)
  }

  #answer(batch: Unit[], outcomes: Outcome[]): void {
    const { walSync } = this.#options
    if (walSync) void this.#answerOnceDurable(walSync, batch, outcomes)
    else settle(batch, outcomes)
  }

  async #answerOnceDurable(walSync: WalSync, batch: Unit[], outcomes: Outcome[]): Promise<void> {
    this.#unanswered += batch.length
    let answers = outcomes
    try {
      await walSync.sync()
    } catch (error) {
      // Visible, perhaps, but not durable: nobody is told that it is.
      answers = outcomes.map(() => ({ error }))
    }
    this.#unanswered -= batch.length
    settle(batch, answers)
  }

  #markWaited(): void {
    for (const unit of this.#units) unit.waited = true
  }

  #rejectExpired(): void {
    const now = performance.now()
    const alive = this.#units.filter((unit) => unit.deadline > now)
    if (alive.length === this.#units.length) return
    const expired = this.#units.filter((unit) => unit.deadline <= now)
    this.#units = alive
    for (const unit of expired) unit.reject(new DatabaseBusy('the database stayed locked too long'))
  }
}
