import { DurabilityLost } from '../database/errors.ts'
import type { TenantAccess } from './pool-options.ts'
import { type WorkerChannel, WorkerFailed } from './worker-channel.ts'

export interface CheckpointsOptions {
  readonly pool: {
    peek(id: string): { condemn(error: DurabilityLost): void } | undefined
    lease<T>(tenant: TenantAccess, work: () => Promise<T>): Promise<T>
  }
  readonly worker: WorkerChannel
  readonly path: (id: string) => string
}

/**
 * Moves the write-ahead logs of tenants that are written much into their files, one after the
 * other and in a worker. What does not come to it is left to SQLite, which does it in a commit
 * once the log is several times as large.
 */
export class Checkpoints {
  readonly #options: CheckpointsOptions
  readonly #due = new Set<string>()
  #running: Promise<void> | undefined
  #closed = false

  constructor(options: CheckpointsOptions) {
    this.#options = options
  }

  /** Returns at once. */
  soon(id: string): void {
    if (this.#closed) return
    this.#due.add(id)
    this.#running ??= this.#work()
  }

  /** Waits for the one that runs; closing a file moves its log as well. */
  async close(): Promise<void> {
    this.#closed = true
    this.#due.clear()
    await this.#running
  }

  async #work(): Promise<void> {
    for (const id of this.#due) {
      this.#due.delete(id)
      await this.#checkpoint(id)
    }
    this.#running = undefined
  }

  async #checkpoint(id: string): Promise<void> {
    const { pool, worker, path } = this.#options
    // It is opened for nobody's sake.
    if (pool.peek(id) === undefined) return
    try {
      // A lease: what has a tenant for itself moves its files about, and must not meet this.
      await pool.lease({ id }, () => worker.ask({ kind: 'checkpoint', path: path(id) }))
    } catch (error) {
      // Whatever else is wrong, those who use the tenant find out.
      if (!(error instanceof WorkerFailed) || error.reason !== 'DurabilityLost') return
      pool.peek(id)?.condemn(new DurabilityLost(error.message, { cause: error }))
    }
  }
}
