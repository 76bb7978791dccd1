import { PoolExhausted } from './errors.ts'

/** Milliseconds that the callbacks of one tenant may take of each period. */
const SHARE = 0.4

/**
 * Milliseconds. A period has whole turns of the event loop: it ends with the first one after so
 * much time. If each turn were one, those of a flood would follow each other at once and take all
 * there is: measured, nobody else's request would then find the loop idle.
 */
const PERIOD = 2

/** What a unit of work counts for, since it runs later: with its commit some take less. */
const UNIT = 0.05

/** Milliseconds after which a tenant that nobody has used has no part in it any more. */
const ALONE_AFTER = 1_000

/** Uses of one tenant that wait for a turn. More would be a flood that nobody waits for. */
const MOST_WAITING = 10_000

/**
 * What every tenant may have of the event loop while others are used, so that one with hundreds of
 * requests at once does not make the others wait for all of them: what is beyond its share of a
 * period runs in the periods after, between which the requests of others come in. A tenant that is
 * alone has no share: nobody waits for it, and its units share larger commits.
 */
export class LoopShares {
  /** What each tenant has taken of this period; milliseconds. */
  readonly #spent = new Map<string, number>()
  readonly #waiting = new Map<string, (() => void)[]>()
  #turnEnds = false
  /** As of `performance.now()`. */
  #periodEndsAt = 0
  #last = ''
  /** When two tenants were last used one after the other, as of `performance.now()`. */
  #sharedAt = Number.NEGATIVE_INFINITY

  /**
   * @returns undefined where the tenant has some of its share left; otherwise resolves in a turn in which it has
   * @throws PoolExhausted when too many wait
   */
  turnOf(id: string): Promise<void> | undefined {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) {
      if ((this.#spent.get(id) ?? 0) < SHARE || this.#isAlone(performance.now())) return undefined
      return this.#wait(id, [])
    }
    if (waiting.length >= MOST_WAITING) throw new PoolExhausted('too many uses are waiting')
    return this.#wait(id, waiting)
  }

  /** To be called after each callback that reads, with its beginning as of `performance.now()`. */
  read(id: string, start: number): void {
    const now = performance.now()
    this.#spend(id, now - start, now)
  }

  /** To be called before each unit of work. */
  unit(id: string): void {
    this.#spend(id, UNIT, performance.now())
  }

  #spend(id: string, milliseconds: number, now: number): void {
    if (id !== this.#last) {
      if (this.#last !== '') this.#sharedAt = now
      this.#last = id
    }
    const spent = (this.#spent.get(id) ?? 0) + milliseconds
    this.#spent.set(id, spent)
    if (spent < SHARE || this.#isAlone(now)) this.#wakeOne(id)
    this.#endTurn()
  }

  #wait(id: string, waiting: (() => void)[]): Promise<void> {
    this.#waiting.set(id, waiting)
    this.#endTurn()
    return new Promise((resolve) => waiting.push(resolve))
  }

  /** Each that has run wakes the next one, so that what they take counts. */
  #wakeOne(id: string): void {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    waiting.shift()?.()
    if (waiting.length === 0) this.#waiting.delete(id)
  }

  /** Whether several tenants were read or written within the last second. */
  get isShared(): boolean {
    return !this.#isAlone(performance.now())
  }

  #isAlone(now: number): boolean {
    return now - this.#sharedAt > ALONE_AFTER
  }

  #endTurn(): void {
    if (this.#turnEnds) return
    this.#turnEnds = true
    setImmediate(this.#nextTurn)
  }

  readonly #nextTurn = (): void => {
    this.#turnEnds = false
    const now = performance.now()
    if (now < this.#periodEndsAt) {
      if (this.#waiting.size > 0) this.#endPeriod()
      return
    }
    this.#periodEndsAt = now + PERIOD
    this.#spent.clear()
    for (const id of [...this.#waiting.keys()]) this.#wakeOne(id)
    // Also where nobody of those who were woken runs anything.
    if (this.#waiting.size > 0) this.#endTurn()
  }

  #endPeriod(): void {
    this.#turnEnds = true
    setTimeout(this.#nextTurn, PERIOD)
  }
}
