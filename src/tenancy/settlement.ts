import { pause } from '../database/backoff.ts'
import type { Departures, OpenDeparture } from './departures.ts'
import { followDepartures } from './follow-departures.ts'
import type { TenantAccess } from './pool-options.ts'
import type { Scrubs } from './scrubs.ts'
import type { TenantDatabase } from './tenant-database.ts'

/** What this needs of the pool. */
interface Pool {
  write(tenant: TenantAccess, work: (db: TenantDatabase) => void): Promise<void>
}

export interface SettlementOptions {
  readonly pool: Pool
  readonly departures: Departures
  readonly scrubs: Scrubs
  /** Runs one unit of work on the registry's database. */
  readonly write: <T>(work: () => T) => Promise<T>
  readonly onFailed?: ((id: string, error: unknown) => void) | undefined
}

/** A tenant that could not be settled is tried again; milliseconds. */
const EVERY = 60 * 60_000
/** Rows that are read at once. */
const PAGE = 100
/** Between two tenants, so that requests are not kept waiting by a long list; milliseconds. */
const BREATH = 5

/**
 * Lets the files of tenants follow who has left them, ahead of their next
 * opening, which would do it too. What is left to do stands in the registry's
 * database, so that a crash loses nothing of it.
 */
export class Settlement {
  readonly #options: SettlementOptions
  #timer: ReturnType<typeof setInterval> | undefined
  #running: Promise<void> | undefined
  #again = false
  #closed = false

  constructor(options: SettlementOptions) {
    this.#options = options
  }

  /** Settles what an earlier process has left, and from time to time what could not be. */
  begin(): void {
    this.#timer = setInterval(() => this.soon(), EVERY)
    this.#timer.unref()
    // A crash may have come between the end of an account and the scrubbing after it.
    if (this.#options.departures.open(0, PAGE).some(({ erased }) => erased === 1)) {
      this.#options.scrubs.registrySoon()
    }
    this.soon()
  }

  /** To be called when there is something to settle; nobody waits for it. */
  soon(): void {
    void this.all()
  }

  /** Settles every tenant that can be opened. Resolves when none is left to try. */
  all(): Promise<void> {
    if (this.#running) this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /**
   * Brings one tenant's file up to date, and where somebody was erased also scrubs it.
   *
   * @throws what the pool throws; WorkerFailed
   */
  async settle(id: string): Promise<void> {
    const { pool, departures, scrubs, write } = this.#options
    const newest = departures.newest(id)
    // Without a recheck: this is about whoever is no member any more.
    await pool.write({ id }, (db) => followDepartures(departures, id, db))
    if (departures.hasUnsettledErasure(id)) await scrubs.now(id)
    await write(() => departures.settle(id, newest))
  }

  /** Resolves when the tenant that is being settled is; the others wait for the next start. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    do {
      this.#again = false
      await this.#pass()
    } while (this.#again && !this.#closed)
  }

  async #pass(): Promise<void> {
    const { departures, onFailed } = this.#options
    const tried = new Set<string>()
    let page: OpenDeparture[]
    for (let after = 0; !this.#closed; after = page.at(-1)?.seq ?? after) {
      page = departures.open(after, PAGE)
      if (page.length === 0) return
      for (const { tenant_id: id } of page) {
        if (this.#closed) return
        if (tried.has(id)) continue
        tried.add(id)
        try {
          await this.settle(id)
        } catch (error) {
          // What the end of the pool cuts off is done at the next start.
          if (!this.#closed) onFailed?.(id, error)
        }
        await pause(BREATH)
      }
    }
  }
}
