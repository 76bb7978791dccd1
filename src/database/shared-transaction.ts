import type { Connection } from './connection.ts'
import { TransactionFinished } from './errors.ts'
import type { TrialOutcome } from './trial.ts'
import type { Outcome, Unit } from './write-unit.ts'

/**
 * Runs the units of one commit between its BEGIN and its COMMIT.
 *
 * Most units that fail have written nothing yet. Only when one has, the transaction is rolled back,
 * and its units run again with a savepoint for each.
 */
export class SharedTransaction {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** undefined: the transaction is gone and with it everybody's work, which has to run again. */
  run(batch: Unit[]): Outcome[] | undefined {
    if (batch.length === 1) return this.#runAlone(batch)
    if (batch.some((unit) => unit.careful)) return this.#runWithSavepoints(batch)
    const outcomes: Outcome[] = []
    for (const unit of batch) {
      const outcome = this.#try(unit)
      // SQLITE_FULL, SQLITE_IOERR and `OR ROLLBACK` end the whole transaction,
      // savepoints included (https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
      if (!this.#connection.inTransaction) return this.#isolate(batch)
      if (outcome.spoilt) return this.#undo(batch)
      outcomes.push(outcome)
    }
    return outcomes
  }

  #runAlone(batch: Unit[]): Outcome[] | undefined {
    const unit = batch[0] as Unit
    const outcome = unit.careful ? { ...this.#run(unit), spoilt: false } : this.#try(unit)
    if (!this.#connection.inTransaction && 'value' in outcome) {
      return [{ error: new TransactionFinished('this unit of work ended its own transaction') }]
    }
    // What it says now may come of what should have been undone.
    if (outcome.spoilt) return this.#undo(batch)
    if ('error' in outcome) this.rollBack()
    return [outcome]
  }

  #runWithSavepoints(batch: Unit[]): Outcome[] | undefined {
    const outcomes: Outcome[] = []
    for (const unit of batch) {
      const outcome = this.#runInSavepoint(unit)
      if (!this.#connection.inTransaction) return this.#isolate(batch)
      try {
        if ('error' in outcome) this.#connection.run('ROLLBACK TO unit')
        this.#connection.run('RELEASE unit')
      } catch {
        this.rollBack()
        return this.#isolate(batch)
      }
      outcomes.push(outcome)
    }
    return outcomes
  }

  /** One unit ended the transaction of all. Each gets its own; only the guilty one fails. */
  #isolate(batch: Unit[]): undefined {
    for (const unit of batch) unit.alone = true
  }

  /** Something has to be undone, and the rest is not to be. */
  #undo(batch: Unit[]): undefined {
    this.rollBack()
    for (const unit of batch) unit.careful = true
  }

  #runInSavepoint(unit: Unit): Outcome {
    try {
      this.#connection.run('SAVEPOINT unit')
    } catch (error) {
      this.rollBack()
      return { error }
    }
    return this.#run(unit)
  }

  #run(unit: Unit): Outcome {
    try {
      if (unit.waited) unit.recheck?.()
      return { value: this.#connection.unit(unit.work) }
    } catch (error) {
      return { error }
    }
  }

  #try(unit: Unit): TrialOutcome {
    try {
      if (unit.waited) unit.recheck?.()
    } catch (error) {
      return { error, spoilt: false }
    }
    return this.#connection.try(unit.work)
  }

  /** Ends what is left of a transaction; never throws. */
  rollBack(): void {
    try {
      if (this.#connection.inTransaction) this.#connection.run('ROLLBACK')
    } catch {
      this.startAfresh()
    }
  }

  /** After a failed COMMIT nothing is known of the connection; a new one starts clean. */
  startAfresh(): void {
    try {
      this.#connection.reopen()
    } catch {
      // The file is gone or damaged: the closed connection says so at its next use.
    }
  }
}
