import type { Sql, Statement } from '../database/port.ts'

/**
 * Tells whether anything in a database has changed since it was last asked, so
 * that what was read from it can be kept until then. `data_version` moves with
 * commits of other connections and other processes, `total_changes()` with
 * writes of our own (https://sqlite.org/pragma.html#pragma_data_version). Asking
 * costs a quarter of the two lookups that it saves.
 */
export class ChangeWatch {
  readonly #others: Statement<{ data_version: number }>
  readonly #own: Statement<{ changes: number }>
  #dataVersion: number | undefined
  #changes: number | undefined

  constructor(sql: Sql) {
    this.#others = sql.prepare('PRAGMA data_version')
    this.#own = sql.prepare('SELECT total_changes() AS changes')
  }

  /** True at the first call. */
  hasChanged(): boolean {
    const dataVersion = this.#others.get()?.data_version
    const changes = this.#own.get()?.changes
    const same = dataVersion === this.#dataVersion && changes === this.#changes
    this.#dataVersion = dataVersion
    this.#changes = changes
    return !same
  }
}
