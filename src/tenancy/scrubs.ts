import { statSync } from 'node:fs'
import { backoff, pause } from '../database/backoff.ts'
import { DatabaseBusy } from '../database/errors.ts'
import { PoolExhausted } from './errors.ts'
import type { TenantAccess } from './pool-options.ts'
import { type WorkerChannel, WorkerFailed } from './worker-channel.ts'

/** What this needs of the pool. */
interface Pool {
  peek(id: string): unknown
  lease(tenant: TenantAccess, work: () => Promise<void>): Promise<void>
}

export interface ScrubsOptions {
  readonly pool: Pool
  readonly worker: WorkerChannel
  readonly path: (id: string) => string
  /** The registry's database, which holds people too. */
  readonly registryPath: string
  /** Told of each deletion: its attachments are to go too. */
  readonly onDeleted: (id: string) => void
  readonly onFailed?: ((id: string, error: unknown) => void) | undefined
  /** From the first deletion until the files are scrubbed; milliseconds. */
  readonly delay: number
  /** How long {@link Scrubs.now} waits for those who read an older state; milliseconds. */
  readonly patience: number
}

/**
 * Bytes of a database that is written anew after any deletion, which takes a
 * tenth of a second. A larger one is when a person is erased, or on demand.
 */
const SMALL = 16 * 1024 * 1024

/** Makes deletions real on disk: off the event loop, and once for all of a while. */
export class Scrubs {
  readonly #options: ScrubsOptions
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #running = new Set<Promise<void>>()
  #closed = false

  constructor(options: ScrubsOptions) {
    this.#options = options
  }

  /** To be called after a deletion. Many in a while are one scrub, and nobody waits for it. */
  soon(id: string): void {
    if (!this.#closed) this.#options.onDeleted(id)
    this.#later(id)
  }

  #later(id: string): void {
    if (this.#closed || this.#timers.has(id)) return
    const timer = setTimeout(() => {
      this.#timers.delete(id)
      this.#track(this.#ifOpen(id))
    }, this.#options.delay)
    // A close moves the log into the file and removes it: nothing is lost with the timer.
    timer.unref()
    this.#timers.set(id, timer)
  }

  /**
   * Writes the tenant's file anew and empties its log.
   *
   * @throws DatabaseBusy when somebody reads an older state for too long
   * @throws WorkerFailed, and what the pool throws
   */
  now(id: string): Promise<void> {
    this.#options.onDeleted(id)
    const scrub = this.#scrub(id, () => true)
    this.#track(scrub.catch(() => undefined))
    return scrub
  }

  /** The same as {@link soon} for the registry's database, without delay: it is rare. */
  registrySoon(): void {
    if (!this.#closed) this.#track(this.registry().catch(() => undefined))
  }

  /** The same as {@link now} for the registry's database. */
  registry(): Promise<void> {
    const { registryPath } = this.#options
    return this.#until(() => this.#ask(registryPath, true))
  }

  /** Waits for what runs; what was due is left to the closing of the files. */
  async close(): Promise<void> {
    this.#closed = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    await Promise.all(this.#running)
  }

  async #ifOpen(id: string): Promise<void> {
    // Whoever closed it has emptied its log; it is opened for nobody's sake.
    if (this.#closed || !this.#options.pool.peek(id)) return
    try {
      await this.#scrub(id, (path) => statSync(path).size <= SMALL)
    } catch (error) {
      if (error instanceof DatabaseBusy || error instanceof PoolExhausted) this.#later(id)
      else if (!this.#closed) this.#options.onFailed?.(id, error)
    }
  }

  /** A lease: what has a tenant for itself moves its files about, and must not meet this. */
  #scrub(id: string, rewrite: (path: string) => boolean): Promise<void> {
    const { pool, path } = this.#options
    return pool.lease({ id }, () => this.#until(() => this.#ask(path(id), rewrite(path(id)))))
  }

  async #until(work: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + this.#options.patience
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof DatabaseBusy) || performance.now() > deadline) throw error
        await pause(backoff(attempt))
      }
    }
  }

  async #ask(path: string, rewrite: boolean): Promise<void> {
    try {
      await this.#options.worker.ask({ kind: 'scrub', path, rewrite })
    } catch (error) {
      if (!(error instanceof WorkerFailed) || error.reason !== 'DatabaseBusy') throw error
      throw new DatabaseBusy('somebody reads an older state of the workspace', { cause: error })
    }
  }

  #track(work: Promise<void>): void {
    this.#running.add(work)
    void work.finally(() => this.#running.delete(work))
  }
}
