import { ChangeWatch, type WatchedSql } from '../auth/change-watch.ts'
import { DatabaseBusy } from '../database/errors.ts'
import type { Statement } from '../database/port.ts'

/**
 * A number that moves whenever somebody may have lost a right, in whichever process. It costs two
 * cheap questions, and a lookup when anything at all was written.
 */
export class AccessVersion {
  readonly #changes: ChangeWatch
  readonly #statement: Statement<{ version: number }>
  #version = 0
  #isStale = true

  constructor(sql: WatchedSql) {
    this.#changes = new ChangeWatch(sql)
    this.#statement = sql.prepare('SELECT version FROM access_version')
  }

  now(): number {
    try {
      if (this.#changes.hasChanged()) this.#isStale = true
      if (this.#isStale) this.#version = this.#statement.get()?.version ?? 0
      this.#isStale = false
    } catch (error) {
      // Another process recovers the file. No write is going on meanwhile, and we ask again soon.
      if (!(error instanceof DatabaseBusy)) throw error
    }
    return this.#version
  }
}
