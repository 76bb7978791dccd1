import type { Fleet } from './fleet.ts'
import type { RunTenant } from './migration-run.ts'

/** Results are written together: a commit for each would cost more than what it holds. Milliseconds. */
const EVERY = 200

/**
 * Writes down what became of each tenant of a run, and the version it has now. A
 * crash loses the last results only: their claims say that they were begun.
 */
export class RunLog {
  readonly #fleet: Fleet
  #rows: RunTenant[] = []
  #writing: Promise<void> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(fleet: Fleet) {
    this.#fleet = fleet
  }

  add(row: RunTenant): void {
    this.#rows.push(row)
    this.#timer ??= setTimeout(() => {
      // Whoever waits for the end of it is told of the error.
      this.flush().catch(() => undefined)
    }, EVERY)
  }

  /** Resolves when everything that was added stands in the database. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const rows = this.#rows
    this.#rows = []
    if (rows.length > 0) this.#writing = this.#writing.then(() => this.#write(rows))
    return this.#writing
  }

  #write(rows: readonly RunTenant[]): Promise<void> {
    const { runs, registry, write } = this.#fleet
    return write(() => {
      for (const row of rows) {
        runs.settle(row)
        if (row.result !== 'failed') registry.setVersion(row.tenant_id, row.to_version)
      }
    })
  }
}
