/** A bounded number of permits, handed out in the order they were asked for. */
export class Permits {
  readonly #waiting = new Set<() => void>()
  #free: number

  constructor(count: number) {
    this.#free = count
  }

  /**
   * @param patience milliseconds to wait for a permit; for ever when absent
   * @returns false when none came free in time
   */
  take(patience?: number): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1
      return Promise.resolve(true)
    }
    return new Promise((resolve) => {
      const give = () => {
        clearTimeout(timer)
        resolve(true)
      }
      const giveUp = () => {
        this.#waiting.delete(give)
        resolve(false)
      }
      const timer = patience === undefined ? undefined : setTimeout(giveUp, patience)
      this.#waiting.add(give)
    })
  }

  give(): void {
    const [next] = this.#waiting
    if (next) {
      this.#waiting.delete(next)
      next()
    } else {
      this.#free += 1
    }
  }
}
