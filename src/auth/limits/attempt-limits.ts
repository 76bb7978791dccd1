import { LRUCache } from 'lru-cache'
import { clientKey } from './client-key.ts'
import { Limit, type LimitPolicy, limitExceeded, type Standing } from './limit.ts'

export interface AttemptPolicies {
  /** Of one client, whomever it is after. */
  readonly client: LimitPolicy
  /** Of one client at one account: what somebody notices who has forgotten a password. */
  readonly pair: LimitPolicy
  /** At one account, from wherever: looser, so that nobody keeps its owner out with little effort. */
  readonly account: LimitPolicy
}

/** An attempt that is counted already, so that many at the same time are not more than that. */
export interface Attempt {
  /** Where this client stands with this account. */
  readonly standing: Standing
  /** It was the owner: it does not count. */
  succeeded(): void
}

/** Clients from which somebody came in, that are remembered at the most. */
const FAMILIAR = 50_000

/**
 * Bounds what can be tried at accounts. An account is an address, whether
 * anybody has it or not, so that the limits tell nothing.
 *
 * The limit of the account does not hold for a client from which its owner has
 * come in before: those who attack it from everywhere do not keep the owner out.
 */
export class AttemptLimits {
  readonly #client: Limit
  readonly #pair: Limit
  readonly #account: Limit
  readonly #detail: string
  readonly #familiar = new LRUCache<string, true>({ max: FAMILIAR })

  /** @param detail what somebody is told who has to wait */
  constructor(policies: AttemptPolicies, detail: string) {
    this.#client = new Limit(policies.client)
    this.#pair = new Limit(policies.pair)
    this.#account = new Limit(policies.account)
    this.#detail = detail
  }

  /** @throws Problem 429 */
  begin(email: string, address: string | null): Attempt {
    const client = clientKey(address)
    const account = email.toLowerCase()
    const pair = `${client} ${account}`
    this.#take(this.#client, client)
    const standing = this.#take(this.#pair, pair)
    const counts = !this.#familiar.has(pair)
    if (counts) this.#take(this.#account, account)
    return {
      standing,
      succeeded: () => {
        this.#familiar.set(pair, true)
        this.#client.giveBack(client)
        this.#pair.forget(pair)
        if (counts) this.#account.giveBack(account)
      },
    }
  }

  #take(limit: Limit, key: string): Standing {
    const standing = limit.take(key)
    if (standing.exceeded) throw limitExceeded(standing, this.#detail)
    return standing
  }
}
