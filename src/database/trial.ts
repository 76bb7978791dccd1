import { refuseThenable } from './prepared-statement.ts'
import type { Outcome } from './write-unit.ts'

/** How a trial has ended: where it is `spoilt`, the whole transaction has to be rolled back. */
export type TrialOutcome = Outcome & { readonly spoilt: boolean }

/**
 * A unit of work that runs without savepoints, for transactions within it neither: each makes
 * SQLite keep a copy of every page that changes after it
 * (https://sqlite.org/tempfiles.html#statement_journal_files). Nearly always nothing has to be
 * undone: most units that fail have not written yet.
 */
export class Trial {
  /** Set by each statement that writes. */
  wrote = false
  #spoilt = false

  /** A transaction within the unit. */
  nest<T>(work: () => T): T {
    try {
      const result = work()
      refuseThenable(result)
      return result
    } catch (error) {
      // Whoever catches it goes on as if nothing of `work` had been done.
      this.#spoilt ||= this.wrote
      throw error
    }
  }

  run(work: () => unknown): TrialOutcome {
    try {
      const value = work()
      return { value, spoilt: this.#spoilt }
    } catch (error) {
      return { error, spoilt: this.wrote }
    }
  }
}
