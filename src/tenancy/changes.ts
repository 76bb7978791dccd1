/** Wakes whoever waits for something to be closed or released. */
export class Changes {
  readonly #waiting = new Set<() => void>()

  /** Resolves at the next change, or after `patience` milliseconds. */
  next(patience: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        resolve()
      }
      const timer = Number.isFinite(patience) ? setTimeout(done, patience) : undefined
      this.#waiting.add(done)
    })
  }

  tell(): void {
    // Who waits again after this joins a later turn.
    for (const done of [...this.#waiting]) done()
  }
}
