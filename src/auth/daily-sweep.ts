import { pause } from '../database/backoff.ts'
import { toSqliteTime } from '../database/time.ts'
import { Recurring } from '../recurring.ts'
import type { Auth } from './auth.ts'

export interface DailySweepOptions {
  readonly auditLogDays: number
  readonly onFailed: (error: unknown) => void
  /** Milliseconds until the first run, and between runs. */
  readonly first?: number
  readonly every?: number
}

const DAY = 24 * 60 * 60_000
/** A server that is started anew each day has to come to it too. */
const FIRST = 90_000
/** Rows in one unit of work: about 2 ms, in which nobody else is served. */
const PORTION = 500
/** Between two of them, so that requests are not kept waiting by a long list; milliseconds. */
const BREATH = 20
/** Owners see for so long that an invitation has expired; days. */
const ENDED_INVITATIONS_KEPT = 7

/** Deletes what the auth database has kept for long enough, in small portions. */
export class DailySweep {
  readonly #auth: Auth
  readonly #options: DailySweepOptions
  readonly #recurring: Recurring

  constructor(auth: Auth, options: DailySweepOptions) {
    this.#auth = auth
    this.#options = options
    const { first = FIRST, every = DAY, onFailed } = options
    this.#recurring = new Recurring(() => this.#run().catch(onFailed), { first, every })
  }

  /** Resolves when the portion that is being deleted is gone. */
  stop(): Promise<void> {
    return this.#recurring.stop()
  }

  async #run(): Promise<void> {
    const { audit, invitations } = this.#auth
    const logged = daysAgo(this.#options.auditLogDays)
    const ended = daysAgo(ENDED_INVITATIONS_KEPT)
    await this.#inPortions(() => audit.deleteBefore(logged, PORTION))
    await this.#inPortions(() => invitations.deleteEnded(ended, PORTION))
  }

  /** @param portion deletes some rows, and says how many */
  async #inPortions(portion: () => number): Promise<void> {
    while (!this.#recurring.stopped && (await this.#auth.database.write(portion)) === PORTION) {
      await pause(BREATH)
    }
  }
}

function daysAgo(days: number): string {
  return toSqliteTime(new Date(Date.now() - days * DAY))
}
