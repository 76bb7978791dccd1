import { LRUCache } from 'lru-cache'
import { type Problem, tooManyRequests } from '../../problem.ts'

export interface LimitPolicy {
  /** As the RateLimit headers call it. */
  readonly name: string
  /** How many in one window. */
  readonly quota: number
  /** Seconds. */
  readonly window: number
}

/** Where somebody stands, after one more was counted. */
export interface Standing {
  readonly policy: LimitPolicy
  /** How many are left in this window. */
  readonly remaining: number
  /** Seconds until the window ends. */
  readonly resetsIn: number
  /** Whether this one was too many. */
  readonly exceeded: boolean
}

interface Window {
  readonly endsAt: number
  taken: number
}

/** Of so many keys the windows are remembered: some 5 MB for a limit that is under attack. */
const REMEMBERED = 50_000

/**
 * So many in so much time, for each key. A window begins with the first one and
 * ends by itself, whatever comes meanwhile, so nobody is kept out for longer
 * than one of them. In memory: a restart begins anew.
 */
export class Limit {
  readonly policy: LimitPolicy
  readonly #windows = new LRUCache<string, Window>({ max: REMEMBERED })

  constructor(policy: LimitPolicy) {
    this.policy = policy
  }

  take(key: string): Standing {
    const now = performance.now()
    const window = this.#windowAt(key, now)
    const exceeded = window.taken >= this.policy.quota
    if (!exceeded) window.taken += 1
    return {
      policy: this.policy,
      remaining: this.policy.quota - window.taken,
      resetsIn: Math.ceil((window.endsAt - now) / 1_000),
      exceeded,
    }
  }

  /** That one did not count after all. */
  giveBack(key: string): void {
    const window = this.#windows.get(key)
    if (window !== undefined && window.taken > 0) window.taken -= 1
  }

  /** Begins anew. */
  forget(key: string): void {
    this.#windows.delete(key)
  }

  #windowAt(key: string, now: number): Window {
    const known = this.#windows.get(key)
    if (known !== undefined && known.endsAt > now) return known
    const window = { endsAt: now + this.policy.window * 1_000, taken: 0 }
    this.#windows.set(key, window)
    return window
  }
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
export function rateLimitHeaders({ policy, remaining, resetsIn }: Standing) {
  return {
    'ratelimit-policy': `"${policy.name}";q=${policy.quota};w=${policy.window}`,
    ratelimit: `"${policy.name}";r=${remaining};t=${resetsIn}`,
  }
}

/** 429, to come again when the window has ended. */
export function limitExceeded(standing: Standing, detail: string): Problem {
  return tooManyRequests(detail, standing.resetsIn, rateLimitHeaders(standing))
}
