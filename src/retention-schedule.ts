import { pause } from './database/backoff.ts'
import { toSqliteTime } from './database/time.ts'
import { Recurring } from './recurring.ts'
import type { Services } from './services.ts'
import { PoolClosed } from './tenancy/errors.ts'

export interface RetentionScheduleOptions {
  /** Milliseconds until the first run, and between runs. */
  readonly first?: number
  readonly every?: number
  /** For tests: what time it is. */
  readonly now?: () => number
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** After a failure, such as a workspace that is being restored. */
const AGAIN = 60 * MINUTE
/** Workspaces that are read at once. */
const PAGE = 50
/** Between two units of work, so that requests come in between; milliseconds. */
const BREATH = 5

/**
 * Erases what workspaces keep for a limited time, once a day for each of them. Where it is
 * interrupted the workspace stays due, and the next run begins with what is left.
 */
export class RetentionSchedule {
  readonly #services: Services
  readonly #now: () => number
  readonly #recurring: Recurring

  constructor(services: Services, options: RetentionScheduleOptions = {}) {
    this.#services = services
    this.#now = options.now ?? Date.now
    const { first = MINUTE, every = 10 * MINUTE } = options
    const { log } = services
    this.#recurring = new Recurring(
      () => this.#run().catch((err) => log.error({ err }, 'old messages were not looked for')),
      { first, every },
    )
  }

  /** Resolves when the unit of work that is under way has ended. */
  stop(): Promise<void> {
    return this.#recurring.stop()
  }

  async #run(): Promise<void> {
    const { retention } = this.#services.tenants
    while (!this.#recurring.stopped) {
      const due = retention.due(this.#in(0), PAGE)
      if (due.length === 0) return
      for (const { tenant_id, days } of due) {
        if (this.#recurring.stopped) return
        // Whatever comes, it is not due any more, or a run would not come to its end.
        await this.#postpone(tenant_id, (await this.#erase(tenant_id, days)) ? DAY : AGAIN)
      }
    }
  }

  /** @returns whether all of it is gone that is old enough */
  async #erase(id: string, days: number): Promise<boolean> {
    const { log, tenants } = this.#services
    const before = this.#in(-days * DAY)
    let erased = 0
    try {
      for (let room: number | null = 0; room !== null; ) {
        // What it is to keep may have changed since the last unit.
        if (this.#recurring.stopped || tenants.retention.days(id) !== days) return false
        const after: number = room
        const some = await tenants.pool.write({ id }, (db) => db.expiry.deleteSome(before, after))
        room = some.after
        erased += some.deleted
        await pause(BREATH)
      }
      return true
    } catch (err) {
      if (!(err instanceof PoolClosed)) log.error({ tenant: id, err }, 'old messages stay for now')
      return false
    } finally {
      if (erased > 0) {
        log.info({ tenant: id, messages: erased }, 'old messages erased')
        tenants.scrubs.soon(id)
      }
    }
  }

  #postpone(id: string, milliseconds: number): Promise<void> {
    const { auth, tenants } = this.#services
    if (this.#recurring.stopped) return Promise.resolve()
    return auth.database.write(() => tenants.retention.postpone(id, this.#in(milliseconds)))
  }

  #in(milliseconds: number): string {
    return toSqliteTime(new Date(this.#now() + milliseconds))
  }
}
