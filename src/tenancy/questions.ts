import { PoolClosed, PoolExhausted } from './errors.ts'
import { FairPermits } from './fair-permits.ts'
import type { TenantAccess } from './pool-options.ts'
import { ThreadShares } from './thread-shares.ts'
import { type WorkerChannel, WorkerStopped } from './worker-channel.ts'
import type { Answered } from './worker-protocol.ts'

/** Threads that answer: one core stays with the requests. */
export const QUESTIONS_AT_ONCE = 2

/** Questions that wait for a thread, not for the rest of their own tenant. More would lose patience before their turn comes. */
const MOST_WAITING = 32
/** Of one tenant, so that there is room for the questions of others. */
const MOST_WAITING_OF_ONE = 16

export interface QuestionsOptions {
  readonly pool: {
    lease<T>(tenant: TenantAccess, work: () => Promise<T>): Promise<T>
    /** Whether other tenants are used, too. */
    readonly isShared: boolean
  }
  /** One question at a time in each. */
  readonly workers: readonly WorkerChannel[]
  readonly path: (id: string) => string
  /** How long a question waits for a thread; milliseconds. */
  readonly patience: number
  /**
   * What the questions about one tenant may take of one thread while others are used, at most 1: a
   * thread shares cores and caches with the event loop, which has to show each answer, too.
   */
  readonly share: number
}

/** Questions about one tenant that only read, and are answered in threads of their own. */
export class Questions {
  readonly #options: QuestionsOptions
  readonly #permits: FairPermits
  readonly #shares: ThreadShares

  constructor(options: QuestionsOptions) {
    this.#options = options
    this.#shares = new ThreadShares(options.share)
    const count = options.workers.length
    // One thread stays with the others, whatever is asked about one tenant.
    this.#permits = new FairPermits({ count, each: Math.max(1, count - 1) })
  }

  /**
   * The tenant is lent meanwhile: nobody closes, moves or replaces its file.
   *
   * @throws PoolExhausted when too many wait, or one has waited too long; PoolClosed, WorkerFailed
   */
  async ask(tenant: TenantAccess, question: unknown): Promise<unknown> {
    const { pool } = this.#options
    await this.#turn(tenant.id)
    let rest = 0
    try {
      return await pool.lease(tenant, async () => {
        const { content, cpu } = await this.#answer(tenant.id, question)
        if (pool.isShared) rest = this.#shares.spend(tenant.id, cpu)
        return content
      })
    } finally {
      this.#permits.give(tenant.id, rest)
    }
  }

  async #turn(id: string): Promise<void> {
    const permits = this.#permits
    if (permits.queued >= MOST_WAITING || permits.waiting(id) >= MOST_WAITING_OF_ONE) {
      throw new PoolExhausted('too many questions are waiting')
    }
    if (await permits.take(id, this.#options.patience)) return
    throw new PoolExhausted('a question has waited too long')
  }

  async #answer(id: string, question: unknown): Promise<Answered> {
    const { workers, path } = this.#options
    // There are as many as permits.
    const free = workers.find(({ pending }) => pending === 0) as WorkerChannel
    try {
      return await free.ask({ kind: 'answer', path: path(id), question })
    } catch (error) {
      if (error instanceof WorkerStopped)
        throw new PoolClosed('the server is stopping', { cause: error })
      throw error
    }
  }
}
