import { Shares } from './shares.ts'

/** Milliseconds of one turn of the event loop that the callbacks of one tenant may read. */
const READING = 0.4

/** Units of work of one tenant in one period. */
const UNITS = 5

/** Milliseconds; it ends with a turn. */
const PERIOD = 2

/** Milliseconds after which a tenant that nobody has used has no part in it any more. */
const ALONE_AFTER = 1_000

/**
 * What every tenant may have of the event loop while others are used, so that one with hundreds of
 * requests at once does not make the others wait for all of them. A tenant that is alone has no
 * share: nobody waits for it, and its units share larger commits.
 *
 * What is to be read beyond the share of a turn is read in the turns after, between which the
 * requests of others come in. Units beyond that of a period wait for the next one even where
 * nothing else is to be done: their commits cost the same however few they are, and turn after turn
 * of them would leave hardly a moment in which somebody else's request finds the loop free.
 */
export class LoopShares {
  readonly #reads = new Shares(READING, () => !this.isShared)
  readonly #units = new Shares(UNITS, () => !this.isShared)
  #turnEnds = false
  #periodEnds = false
  /** As of `performance.now()`. */
  #periodEndsAt = 0
  /** The tenant that was used last, and when, as of `performance.now()`. */
  #last = ''
  #lastAt = Number.NEGATIVE_INFINITY
  /** When another one than that was last used. */
  #sharedAt = Number.NEGATIVE_INFINITY

  /** Whether several tenants were read or written within the last second. */
  get isShared(): boolean {
    return performance.now() - this.#sharedAt <= ALONE_AFTER
  }

  /**
   * @returns undefined where the tenant may read now; otherwise resolves in a turn in which it may
   * @throws PoolExhausted when too many wait
   */
  forRead(id: string): Promise<void> | undefined {
    const turn = this.#reads.take(id)
    if (turn !== undefined) this.#endTurn()
    return turn
  }

  /** {@link forRead}, of one unit of work, and for the next period. */
  forUnit(id: string): Promise<void> | undefined {
    const turn = this.#units.take(id)
    if (turn !== undefined) this.#endTurn()
    return turn
  }

  /** To be called after each callback that reads, with its beginning as of `performance.now()`. */
  read(id: string, start: number): void {
    const now = performance.now()
    this.#used(id, now)
    this.#reads.spend(id, now - start)
  }

  /** To be called before each unit of work. */
  unit(id: string): void {
    this.#used(id, performance.now())
    this.#units.spend(id, 1)
  }

  #used(id: string, now: number): void {
    if (id !== this.#last) {
      this.#sharedAt = this.#lastAt
      this.#last = id
    }
    this.#lastAt = now
    this.#endTurn()
  }

  #endTurn(): void {
    if (this.#turnEnds) return
    this.#turnEnds = true
    setImmediate(this.#nextTurn)
  }

  readonly #nextTurn = (): void => {
    this.#turnEnds = false
    const now = performance.now()
    this.#reads.renew()
    if (now >= this.#periodEndsAt) {
      this.#periodEndsAt = now + PERIOD
      this.#units.renew()
    }
    // Also where nobody of those who were woken runs anything.
    if (this.#reads.awaited) this.#endTurn()
    if (this.#units.awaited) this.#endPeriod()
  }

  #endPeriod(): void {
    if (this.#periodEnds) return
    this.#periodEnds = true
    setTimeout(() => {
      this.#periodEnds = false
      this.#endTurn()
    }, PERIOD)
  }
}
