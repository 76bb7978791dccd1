/** Milliseconds of CPU that a tenant may take at once, before it is kept to its share. */
const AT_ONCE = 250

/** What each tenant may take of a thread in the long run: some at once, and then its share. */
export class ThreadShares {
  readonly #share: number
  /** When each that has taken more than its share will have had no more; as of `performance.now()`. */
  readonly #evenAt = new Map<string, number>()

  /** @param share at most 1 */
  constructor(share: number) {
    this.#share = share
  }

  /**
   * @param cpu milliseconds that the tenant has just taken
   * @returns milliseconds that it has to rest now
   */
  spend(id: string, cpu: number): number {
    const now = performance.now()
    const share = this.#share
    for (const [one, evenAt] of this.#evenAt) if (evenAt <= now) this.#evenAt.delete(one)
    const evenAt = Math.max(this.#evenAt.get(id) ?? 0, now - cpu) + cpu / share
    this.#evenAt.set(id, evenAt)
    return Math.max(0, evenAt - now - AT_ONCE / share)
  }
}
