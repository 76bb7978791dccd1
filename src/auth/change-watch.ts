import type { Sql, Statement } from '../database/port.ts'

/** Statements of a file that may have to be opened anew, where both counts begin again. */
export type WatchedSql = Sql & { readonly openings: number }

/**
 * Tells whether anything in a database has changed since it was last asked, so
 * that what was read from it can be kept until then. `total_changes()` moves with
 * our own writes and is asked each time; `data_version` moves with commits of
 * other connections and other processes, costs as much as a lookup, and is asked
 * once in a turn of the event loop: what is committed elsewhere while a turn
 * runs counts from the next one on (https://sqlite.org/pragma.html#pragma_data_version).
 */
export class ChangeWatch {
  readonly #others: Statement<{ data_version: number }>
  readonly #own: Statement<{ changes: number }>
  readonly #sql: WatchedSql
  #openings = 0
  #dataVersion: number | undefined
  #changes: number | undefined
  #askedThisTurn = false

  constructor(sql: WatchedSql) {
    this.#sql = sql
    this.#others = sql.prepare('PRAGMA data_version')
    this.#own = sql.prepare('SELECT total_changes() AS changes')
  }

  /** True at the first call. */
  hasChanged(): boolean {
    const changes = this.#own.get()?.changes
    // Asked afterwards: it is the statement that opens the file anew.
    const { openings } = this.#sql
    const changedHere = changes !== this.#changes || openings !== this.#openings
    this.#changes = changes
    this.#openings = openings
    return this.#changedElsewhere() || changedHere
  }

  #changedElsewhere(): boolean {
    if (this.#askedThisTurn) return false
    this.#askedThisTurn = true
    setImmediate(this.#nextTurn)
    const dataVersion = this.#others.get()?.data_version
    const changed = dataVersion !== this.#dataVersion
    this.#dataVersion = dataVersion
    return changed
  }

  readonly #nextTurn = (): void => {
    this.#askedThisTurn = false
  }
}
