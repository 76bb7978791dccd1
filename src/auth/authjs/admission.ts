import type { Adapter, AdapterAccount } from '@auth/core/adapters'
import type { Account, Profile, User } from '@auth/core/types'
import type { Auth } from '../auth.ts'
import { isEmail } from '../email.ts'

/** Who comes, as Auth.js tells it. A profile is what a provider of identities says of them. */
interface Arrival {
  readonly user: User
  readonly account?: Account | null
  readonly profile?: Profile
}

/**
 * Decides who of those that a provider vouches for comes in as whom.
 *
 * A person is one address: whoever proves later that it is theirs finds the
 * account there. So an address counts only when the provider has verified it;
 * else somebody could lay claim to another's address, and wait for them.
 */
export class Admission {
  readonly #auth: Auth
  readonly #adapter: Adapter
  readonly #trustsOidc: boolean

  /** @param trustsOidc whether the issuer vouches for addresses that it does not say to be verified */
  constructor(auth: Auth, adapter: Adapter, trustsOidc: boolean) {
    this.#auth = auth
    this.#adapter = adapter
    this.#trustsOidc = trustsOidc
  }

  /** @returns true, or the page that says why not */
  readonly admit = async ({ account, profile }: Arrival): Promise<true | string> => {
    if (!account || account.type === 'email') return true
    const { provider, providerAccountId } = account
    if (await this.#adapter.getUserByAccount?.({ provider, providerAccountId })) return true
    const email = this.#verifiedAddress(account, profile)
    if (email === undefined) return '/auth/error?error=EmailNotVerified'
    const person = this.#auth.people.findByEmail(email)
    if (person !== null && this.#auth.people.isUnclaimed(person.id)) {
      // An operator or an invitation has named them. Nobody has ever come in as
      // them, so it is they who were meant, and not somebody who was first.
      const { type } = account as AdapterAccount
      await this.#adapter.linkAccount?.({ userId: person.id, type, provider, providerAccountId })
    }
    return true
  }

  /** After signing in: the address is theirs, if the provider says so. */
  readonly noteVerifiedAddress = async ({ user, account, profile }: Arrival): Promise<void> => {
    if (!account || user.id === undefined) return
    const person = this.#auth.people.findById(user.id)
    if (person === null || person.emailVerified !== null) return
    const email = this.#verifiedAddress(account, profile)
    if (email !== person.email.toLowerCase()) return
    await this.#auth.database.write(() => this.#auth.people.confirmEmail(person.id))
  }

  #verifiedAddress({ provider }: Account, profile: Profile | undefined): string | undefined {
    const { email, email_verified } = profile ?? {}
    // Some issuers write the claim as a text.
    const verified = String(email_verified) === 'true' || (provider === 'oidc' && this.#trustsOidc)
    return verified && typeof email === 'string' && isEmail(email) ? email.toLowerCase() : undefined
  }
}
