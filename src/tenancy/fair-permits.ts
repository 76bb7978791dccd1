export interface FairPermitsOptions {
  readonly count: number
  /** At the same time for one key, at the most. */
  readonly each: number
}

interface Waiting {
  readonly key: string
  give(): void
}

/** A bounded number of permits of which nobody gets more than a part; within that in the order they were asked for. */
export class FairPermits {
  readonly #each: number
  readonly #taken = new Map<string, number>()
  readonly #waiting = new Set<Waiting>()
  #free: number

  constructor({ count, each }: FairPermitsOptions) {
    this.#free = count
    this.#each = each
  }

  /** How many wait for one of this key. */
  waiting(key: string): number {
    let count = 0
    for (const one of this.#waiting) if (one.key === key) count += 1
    return count
  }

  /** How many wait only because none is free: not for others of their key, nor for its rest to end. */
  get queued(): number {
    let count = 0
    for (const { key } of this.#waiting) if (this.#mayHave(key)) count += 1
    return count
  }

  /**
   * @param patience milliseconds to wait for a permit; for ever when absent
   * @returns false when none came free in time
   */
  take(key: string, patience?: number): Promise<boolean> {
    if (this.#free > 0 && this.#mayHave(key)) {
      this.#takeNow(key)
      return Promise.resolve(true)
    }
    return new Promise((resolve) => {
      const waiting: Waiting = {
        key,
        give: () => {
          clearTimeout(timer)
          resolve(true)
        },
      }
      const giveUp = () => {
        this.#waiting.delete(waiting)
        resolve(false)
      }
      const timer = patience === undefined ? undefined : setTimeout(giveUp, patience)
      this.#waiting.add(waiting)
    })
  }

  /** @param rest milliseconds until the key may have it again; others may at once */
  give(key: string, rest = 0): void {
    this.#free += 1
    if (rest === 0) {
      this.#release(key)
      return
    }
    setTimeout(() => this.#release(key), rest).unref()
    this.#serveNext()
  }

  #release(key: string): void {
    const left = (this.#taken.get(key) ?? 1) - 1
    if (left === 0) this.#taken.delete(key)
    else this.#taken.set(key, left)
    this.#serveNext()
  }

  #serveNext(): void {
    if (this.#free === 0) return
    for (const one of this.#waiting) {
      if (!this.#mayHave(one.key)) continue
      this.#waiting.delete(one)
      this.#takeNow(one.key)
      one.give()
      return
    }
  }

  #mayHave(key: string): boolean {
    return (this.#taken.get(key) ?? 0) < this.#each
  }

  #takeNow(key: string): void {
    this.#free -= 1
    this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1)
  }
}
