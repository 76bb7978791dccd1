/**
 * Who may write to one file next: the write queue or a Kysely transaction, in
 * the order they asked. SQLite's own lock would do it too, but a loser there
 * has to poll.
 */
export class WriteGate {
  readonly #waiting: (() => void)[] = []
  #held = false

  get held(): boolean {
    return this.#held
  }

  /** Takes the gate if nobody holds it or waits for it. */
  tryEnter(): boolean {
    if (this.#held) return false
    this.#held = true
    return true
  }

  /** Resolves once the caller holds the gate. */
  enter(): Promise<void> {
    if (this.tryEnter()) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Hands the gate to whoever has waited longest. */
  leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#held = false
  }
}
