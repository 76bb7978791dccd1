import { DurabilityLost } from '../database/errors.ts'
import type { TenantAccess } from './pool-options.ts'
import { type WorkerChannel, WorkerFailed } from './worker-channel.ts'

export interface FileChoresOptions {
  readonly pool: {
    peek(id: string): { condemn(error: DurabilityLost): void } | undefined
    lease<T>(tenant: TenantAccess, work: () => Promise<T>): Promise<T>
  }
  readonly worker: WorkerChannel
  readonly path: (id: string) => string
  /**
   * `checkpoint`: moves the write-ahead logs of tenants that are written much into their files. What
   * does not come to it is left to SQLite, which does it in a commit once the log is several times as
   * large. `upkeep`: see `TenantEngine.upkeep`.
   */
  readonly kind: 'checkpoint' | 'upkeep'
}

/** What has to be done with the files of open tenants from time to time: one after the other, in a worker. */
export class FileChores {
  readonly #options: FileChoresOptions
  readonly #due = new Set<string>()
  #running: Promise<void> | undefined
  #closed = false

  constructor(options: FileChoresOptions) {
    this.#options = options
  }

  /** Returns at once. */
  soon(id: string): void {
    if (this.#closed) return
    this.#due.add(id)
    this.#running ??= this.#work()
  }

  /** Waits for the one that runs. What is left can wait for the next time that the tenant is open. */
  async close(): Promise<void> {
    this.#closed = true
    this.#due.clear()
    await this.#running
  }

  async #work(): Promise<void> {
    for (const id of this.#due) {
      this.#due.delete(id)
      await this.#do(id)
    }
    this.#running = undefined
  }

  async #do(id: string): Promise<void> {
    const { pool, worker, path, kind } = this.#options
    // It is opened for nobody's sake.
    if (pool.peek(id) === undefined) return
    try {
      // A lease: what has a tenant for itself moves its files about, and must not meet this.
      await pool.lease({ id }, () => worker.ask({ kind, path: path(id) }))
    } catch (error) {
      // Whatever else is wrong, those who use the tenant find out.
      if (!(error instanceof WorkerFailed) || error.reason !== 'DurabilityLost') return
      pool.peek(id)?.condemn(new DurabilityLost(error.message, { cause: error }))
    }
  }
}
