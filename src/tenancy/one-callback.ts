import { NestedUse } from './errors.ts'

/** The callback that runs just now: it uses one database and no other. */
export class OneCallback {
  #running = false

  /** @throws NestedUse inside a callback */
  assertNone(): void {
    if (!this.#running) return
    throw new NestedUse('a callback must not use another database: it would not be one transaction')
  }

  run<Db, T>(db: Db, work: (db: Db) => T): T {
    this.#running = true
    try {
      return work(db)
    } finally {
      this.#running = false
    }
  }
}
