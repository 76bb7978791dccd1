/** Milliseconds. Others show somebody as typing for six seconds. */
const EVERY = 2_000
/** Pairs of a person and a room that are remembered. */
const REMEMBERED = 1_000

/** How often it is told that somebody is typing in a room. In memory only. */
export class Typing {
  readonly #told = new Map<string, number>()

  /** Whether it is time to tell it (again). */
  isDue(userId: string, roomId: number): boolean {
    const key = `${roomId} ${userId}`
    const now = performance.now()
    if (now - (this.#told.get(key) ?? Number.NEGATIVE_INFINITY) < EVERY) return false
    if (this.#told.size >= REMEMBERED) this.#forget(now)
    this.#told.set(key, now)
    return true
  }

  #forget(now: number): void {
    for (const [key, at] of this.#told) if (now - at >= EVERY) this.#told.delete(key)
  }
}
