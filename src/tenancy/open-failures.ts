import type { DurabilityLost } from '../database/errors.ts'

/** How long a tenant that could not be opened is left alone, in milliseconds. */
const PERIOD = 1_000
/** Failures to remember at the most. */
const LIMIT = 1_000

/**
 * Tenants that just failed to open. Opening is synchronous, so a flood of
 * requests to a damaged tenant must not try again at each of them.
 */
export class OpenFailures {
  readonly #outOfService = new Map<string, DurabilityLost>()
  readonly #failures = new Map<string, { readonly until: number; readonly error: unknown }>()

  /** Since the start. */
  count = 0

  get outOfService(): number {
    return this.#outOfService.size
  }

  remember(id: string, error: unknown): void {
    this.count += 1
    if (this.#failures.size >= LIMIT) this.#failures.clear()
    this.#failures.set(id, { until: performance.now() + PERIOD, error })
  }

  /** Lets nobody open it again as long as this process lives. */
  takeOutOfService(id: string, error: DurabilityLost): void {
    this.#outOfService.set(id, error)
  }

  /** Throws when the disk has lost what was written to it. */
  assertInService(id: string): void {
    const lost = this.#outOfService.get(id)
    if (lost) throw lost
  }

  /** Throws the error of a recent failure again, and that of a lost disk always. */
  assertNone(id: string): void {
    this.assertInService(id)
    const failure = this.#failures.get(id)
    if (!failure) return
    if (failure.until > performance.now()) throw failure.error
    this.#failures.delete(id)
  }

  /** At most `limit` tenants that nobody could open when it was last tried, and why. */
  first(limit: number): { readonly id: string; readonly error: unknown }[] {
    const lost = [...this.#outOfService].map(([id, error]) => ({ id, error }))
    const failed = [...this.#failures].map(([id, { error }]) => ({ id, error }))
    return [...lost, ...failed].slice(0, limit)
  }

  /** A failure to open, that is. */
  forget(id: string): void {
    this.#failures.delete(id)
  }
}
