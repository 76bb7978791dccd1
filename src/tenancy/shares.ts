import { PoolExhausted } from './errors.ts'

/** Uses of one tenant that wait. More would be a flood that nobody waits for. */
const MOST_WAITING = 10_000

/** What each tenant has had since the last renewal, and who waits for the next one, in their order. */
export class Shares {
  readonly #share: number
  readonly #isAlone: () => boolean
  readonly #spent = new Map<string, number>()
  readonly #waiting = new Map<string, (() => void)[]>()

  /** @param isAlone whether nobody has to be left anything */
  constructor(share: number, isAlone: () => boolean) {
    this.#share = share
    this.#isAlone = isAlone
  }

  /** Whether somebody waits. */
  get awaited(): boolean {
    return this.#waiting.size > 0
  }

  /**
   * @returns undefined where the tenant has some of its share left; otherwise resolves when it has
   * @throws PoolExhausted when too many wait
   */
  take(id: string): Promise<void> | undefined {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) {
      if ((this.#spent.get(id) ?? 0) < this.#share || this.#isAlone()) return undefined
      return new Promise((resolve) => this.#waiting.set(id, [resolve]))
    }
    if (waiting.length >= MOST_WAITING) throw new PoolExhausted('too many uses are waiting')
    return new Promise((resolve) => waiting.push(resolve))
  }

  spend(id: string, amount: number): void {
    const spent = (this.#spent.get(id) ?? 0) + amount
    this.#spent.set(id, spent)
    if (spent < this.#share || this.#isAlone()) this.#wakeOne(id)
  }

  /** Every tenant has a whole share again. */
  renew(): void {
    this.#spent.clear()
    for (const id of [...this.#waiting.keys()]) this.#wakeOne(id)
  }

  /** Each that has run wakes the next one, so that what they take counts. */
  #wakeOne(id: string): void {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    waiting.shift()?.()
    if (waiting.length === 0) this.#waiting.delete(id)
  }
}
