import { tooManyRequests } from '../../problem.ts'

/** Uploads of one person that come in at the same time. */
const MOST = 8

/** Bounds how many slow uploads one person keeps open. */
export class UploadPermits {
  readonly #running = new Map<string, number>()

  /** @returns gives it back @throws Problem 429 */
  take(personId: string): () => void {
    const running = this.#running.get(personId) ?? 0
    if (running >= MOST) {
      throw tooManyRequests(`At most ${MOST} of your uploads can run at the same time.`, 1)
    }
    this.#running.set(personId, running + 1)
    return () => this.#giveBack(personId)
  }

  #giveBack(personId: string): void {
    const left = (this.#running.get(personId) ?? 1) - 1
    if (left === 0) this.#running.delete(personId)
    else this.#running.set(personId, left)
  }
}
