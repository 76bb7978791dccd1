import { pause } from '../../database/backoff.ts'
import { Recurring } from '../../recurring.ts'
import type { LifeCycle } from './life-cycle.ts'
import type { PurgeOptions, PurgeReport } from './purge.ts'

export interface PurgeScheduleOptions {
  readonly begun?: PurgeOptions['begun']
  readonly onPurged: (report: PurgeReport) => void
  readonly onFailed: (id: string, error: unknown) => void
  /** Milliseconds until the first run, and between runs. */
  readonly first?: number
  readonly every?: number
}

/** A server that is started anew each day has to come to it too. */
const FIRST = 60_000
const EVERY = 24 * 60 * 60_000
/** Rows that are read at once. */
const PAGE = 100
/** Between two tenants, so that requests are not kept waiting by a long list; milliseconds. */
const BREATH = 20

/** Purges deleted tenants whose grace period is over, one after the other. */
export class PurgeSchedule {
  readonly #lifeCycle: LifeCycle
  readonly #options: PurgeScheduleOptions
  readonly #recurring: Recurring

  constructor(lifeCycle: LifeCycle, options: PurgeScheduleOptions) {
    this.#lifeCycle = lifeCycle
    this.#options = options
    const { first = FIRST, every = EVERY } = options
    this.#recurring = new Recurring(() => this.#run(), { first, every })
  }

  /** Resolves when the tenant that is being purged is gone. */
  stop(): Promise<void> {
    return this.#recurring.stop()
  }

  async #run(): Promise<void> {
    const failed = new Set<string>()
    const { begun } = this.#options
    while (!this.#recurring.stopped) {
      // What fails stays due, and must not hide the others.
      const page = this.#lifeCycle.due(PAGE + failed.size).filter(({ id }) => !failed.has(id))
      if (page.length === 0) return
      for (const { id } of page) {
        if (this.#recurring.stopped) return
        try {
          this.#options.onPurged(await this.#lifeCycle.purge(id, { begun }))
        } catch (error) {
          failed.add(id)
          this.#options.onFailed(id, error)
        }
        await pause(BREATH)
      }
    }
  }
}
