import { availableParallelism } from 'node:os'
import { unavailable } from '../../problem.ts'
import { Permits } from '../../tenancy/permits.ts'
import { normalized } from './password-rules.ts'

/**
 * argon2id with 19 MiB and two passes, one of the choices of OWASP's password
 * storage cheat sheet: about 20 ms of one core.
 */
const ARGON2 = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

/** Of a random password that nobody knows: what is computed for those who have none. */
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$/JkNDvyV1f5soPi9om5CObAhTNEHG2e1JyrZfOuUpdk$xzEVnl4hpZf7LpYwIlrJpOkHB8TuG9KVexVCZPmb+WU'

/**
 * They run on the threads that also sync the files of workspaces: half of the
 * cores, so that a rush of sign-ins holds no post up.
 */
const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2))
/** About a second's worth of them. */
const MOST_WAITING = 50 * AT_ONCE

/** Hashes and checks passwords off the event loop, few at the same time. */
export class PasswordHashing {
  readonly #permits = new Permits(AT_ONCE)
  readonly #mostWaiting: number
  #waiting = 0
  #runs = 0

  constructor(mostWaiting = MOST_WAITING) {
    this.#mostWaiting = mostWaiting
  }

  /** How many were computed since the start. */
  get runs(): number {
    return this.#runs
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting
  }

  /** @throws Problem 503 when too many wait */
  hash(password: string): Promise<string> {
    return this.#run(() => Bun.password.hash(normalized(password), ARGON2))
  }

  /**
   * @param hash of the person; null where there is none, which takes as long and is false
   * @throws Problem 503 when too many wait
   */
  async verify(password: string, hash: string | null): Promise<boolean> {
    const matches = await this.#run(() =>
      Bun.password.verify(normalized(password), hash ?? NOBODYS),
    )
    return matches && hash !== null
  }

  async #run<T>(compute: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#mostWaiting) {
      throw unavailable('sign_in_busy', 'Too many people are signing in at this moment.', 2)
    }
    this.#waiting += 1
    await this.#permits.take()
    this.#waiting -= 1
    try {
      this.#runs += 1
      return await compute()
    } finally {
      this.#permits.give()
    }
  }
}
