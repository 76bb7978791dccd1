import { tooManyRequests, unavailable } from '../problem.ts'

/** Devices of one person in one workspace: browser tabs, phones, programs. */
const MOST_OF_PERSON = 20
/** Devices in one workspace. */
const MOST_OF_WORKSPACE = 5_000

/** Connections of whoever has not said yet who they are, and has ten seconds to do so. */
const MOST_UNKNOWN = 2_000

/** Seconds until somebody may have gone. */
const LATER = 10

/** How many devices follow. */
export class Admissions {
  readonly #counts = new Map<string, number>()

  /** @throws Problem 429 when this person has too many already, 503 when the workspace has */
  take(tenantId: string, personId: string): void {
    const pair = tenantId + personId
    if (this.#of(pair) >= MOST_OF_PERSON) {
      throw tooManyRequests(`You have ${MOST_OF_PERSON} connections to this workspace.`, LATER, {
        'ratelimit-policy': `"connections";q=${MOST_OF_PERSON}`,
        ratelimit: `"connections";r=0;t=${LATER}`,
      })
    }
    if (this.#of(tenantId) >= MOST_OF_WORKSPACE) {
      throw unavailable('too_many_connections', 'Too many are connected to this workspace.', LATER)
    }
    for (const key of [pair, tenantId]) this.#counts.set(key, this.#of(key) + 1)
  }

  /** @throws Problem 503 when so many are there of whom nobody knows yet who they are */
  assertFewUnknown(unknown: number): void {
    if (unknown < MOST_UNKNOWN) return
    throw unavailable('too_many_connections', 'Too many are about to say who they are.', LATER)
  }

  give(tenantId: string, personId: string): void {
    for (const key of [tenantId + personId, tenantId]) {
      const count = this.#of(key) - 1
      if (count > 0) this.#counts.set(key, count)
      else this.#counts.delete(key)
    }
  }

  #of(key: string): number {
    return this.#counts.get(key) ?? 0
  }
}
