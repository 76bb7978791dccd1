import { DatabaseBusy } from '../database/errors.ts'
import type { MigrationOutcome } from '../database/migrate.ts'
import { PoolClosed, TenantInUse, TenantMigrating, TenantMigrationFailed } from './errors.ts'
import { Permits } from './permits.ts'
import { within } from './within.ts'
import { type WorkerChannel, WorkerFailed, WorkerStopped } from './worker-channel.ts'

export interface LazyMigrationOptions {
  /** One tenant at a time in each. */
  readonly workers: readonly WorkerChannel[]
  readonly path: (id: string) => string
  /** The version that a migrated tenant has at least. */
  readonly latestVersion: number
  /** How long a request waits for its tenant before it is told to come again; milliseconds. */
  readonly patience: number
  /** After a failure nobody tries again for so long; milliseconds. */
  readonly retryAfter: number
  /** Told what version a tenant has reached, and by which steps of ours, if by any. */
  readonly onMigrated: (id: string, outcome: MigrationOutcome) => void
  readonly onFailed: (id: string, error: Error) => void
}

/**
 * Migrates tenants when they are first used with newer code: in workers, capped
 * in number, each tenant once, while everybody else is served.
 */
export class LazyMigration {
  readonly #options: LazyMigrationOptions
  readonly #running = new Map<string, Promise<void>>()
  readonly #failed = new Map<string, { readonly until: number; readonly error: Error }>()
  readonly #permits: Permits
  /** Since the start. */
  migrated = 0
  failed = 0

  constructor(options: LazyMigrationOptions) {
    this.#options = options
    this.#permits = new Permits(options.workers.length)
  }

  /** Tenants that are being migrated or wait for it. */
  get pending(): number {
    return this.#running.size
  }

  /**
   * Waits until no migration of the tenant runs or is about to.
   *
   * @param deadline as of `performance.now()`
   * @throws TenantInUse after the deadline
   */
  async settled(id: string, deadline: number): Promise<void> {
    const running = this.#running.get(id)
    if (!running) return
    const ended = running.catch(() => undefined)
    await within(ended, deadline - performance.now())
    if (this.#running.has(id)) throw new TenantInUse('the workspace is being upgraded')
  }

  /**
   * Resolves when the tenant has been migrated. It goes on after a caller has lost patience.
   *
   * @throws TenantMigrating after the patience, TenantMigrationFailed
   */
  async run(id: string): Promise<void> {
    const failure = this.#failed.get(id)
    if (failure && failure.until > performance.now()) throw failure.error
    this.#failed.delete(id)
    let running = this.#running.get(id)
    if (!running) {
      running = this.#migrate(id).finally(() => this.#running.delete(id))
      // Everybody who waited may have lost patience by the time it fails.
      running.catch(() => undefined)
      this.#running.set(id, running)
    }
    const { promise: tooLate, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(
      () => reject(new TenantMigrating('the workspace is being upgraded')),
      this.#options.patience,
    )
    try {
      await Promise.race([running, tooLate])
    } finally {
      clearTimeout(timer)
    }
  }

  async #migrate(id: string): Promise<void> {
    await this.#permits.take()
    try {
      const outcome = await this.#askWorker(id)
      this.migrated += 1
      this.#options.onMigrated(id, outcome)
    } catch (cause) {
      // The tenant stays as it was, for the next start.
      if (cause instanceof WorkerStopped) throw new PoolClosed('the server is stopping', { cause })
      // Another process holds the file: nothing has failed, it has only not begun.
      if (cause instanceof WorkerFailed && cause.reason === 'DatabaseBusy') {
        throw new DatabaseBusy('another process holds the workspace', { cause })
      }
      const error = new TenantMigrationFailed('the workspace could not be upgraded', { cause })
      this.#failed.set(id, { until: performance.now() + this.#options.retryAfter, error })
      this.failed += 1
      this.#options.onFailed(id, error)
      throw error
    } finally {
      this.#permits.give()
    }
  }

  async #askWorker(id: string): Promise<MigrationOutcome> {
    const { workers, path, latestVersion } = this.#options
    const worker = workers.find(({ pending }) => pending === 0)
    const outcome = await worker?.ask({ kind: 'migrate', path: path(id), owner: id })
    if (outcome === undefined || outcome.to < latestVersion) {
      // It runs other code than we do, and would do the same nothing again and again.
      throw new Error(`the worker left it at version ${outcome?.to}, below ${latestVersion}`)
    }
    return outcome
  }
}
