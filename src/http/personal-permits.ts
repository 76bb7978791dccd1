import { tooManyRequests } from '../problem.ts'

interface PermitOptions {
  /** As the RateLimit headers call it. */
  readonly name: string
  /** For one person at the same time. */
  readonly most: number
  /** What somebody is told who has that many. */
  readonly detail: string
  /** Seconds after which one may be free. */
  readonly later: number
}

/** Bounds how much of what takes long one person keeps open. */
export class PersonalPermits {
  readonly #options: PermitOptions
  readonly #running = new Map<string, number>()

  constructor(options: PermitOptions) {
    this.#options = options
  }

  /** @returns gives it back; to be called once @throws Problem 429 */
  take(personId: string): () => void {
    const { name, most, detail, later } = this.#options
    const running = this.#running.get(personId) ?? 0
    if (running >= most) {
      throw tooManyRequests(detail, later, {
        'ratelimit-policy': `"${name}";q=${most}`,
        ratelimit: `"${name}";r=0;t=${later}`,
      })
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
