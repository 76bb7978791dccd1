import type { OpenTenants } from './open-tenants.ts'
import type { PoolEntry } from './pool-entry.ts'
import type { TenantDatabase } from './tenant-database.ts'

export interface IdleTimings {
  /** Databases unused for so many milliseconds give back memory. */
  readonly restAfter: number
  /** Databases unused for so many milliseconds are closed. */
  readonly idleAfter: number
}

/** In one turn of the event loop at the most; closing one costs it some 70 µs, and resting 4. */
const CLOSED_AT_ONCE = 16
const RESTED_AT_ONCE = 128

/** What becomes of open tenants that nobody uses: they give back memory, and are closed some time later. */
export class IdleSweep<Db extends TenantDatabase> {
  readonly #tenants: OpenTenants<Db>
  readonly #timings: IdleTimings
  readonly #timer: ReturnType<typeof setInterval>

  constructor(tenants: OpenTenants<Db>, timings: IdleTimings) {
    this.#tenants = tenants
    this.#timings = timings
    const shortest = Math.min(timings.restAfter, timings.idleAfter)
    this.#timer = setInterval(() => this.#sweep(), Math.min(1_000, Math.max(20, shortest / 4)))
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #sweep(): void {
    const now = performance.now()
    const { restAfter, idleAfter } = this.#timings
    for (const entry of this.#unusedSince(now - idleAfter, CLOSED_AT_ONCE)) {
      if (!this.#tenants.closeUnused(entry)) break
    }
    const awake = (entry: PoolEntry<Db>) => !entry.rests
    for (const entry of this.#unusedSince(now - restAfter, RESTED_AT_ONCE, awake)) {
      entry.rests = true
      entry.db.rest()
    }
  }

  /** Gathered first: closing one takes it out of the order that is walked. */
  #unusedSince(
    time: number,
    most: number,
    fits: (entry: PoolEntry<Db>) => boolean = () => true,
  ): PoolEntry<Db>[] {
    const found: PoolEntry<Db>[] = []
    for (const entry of this.#tenants.unusedSince(time)) {
      if (found.length === most) break
      if (fits(entry)) found.push(entry)
    }
    return found
  }
}
