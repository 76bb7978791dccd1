/** Frames that may come at once, and so many more each second. */
const BURST = 60
const PER_SECOND = 20

/** How many frames a client may send: a bucket of tokens that fills with time. */
export class FrameBudget {
  #left = BURST
  #at = performance.now()

  take(): boolean {
    const now = performance.now()
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) / 1_000) * PER_SECOND)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
