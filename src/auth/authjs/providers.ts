import type { OIDCConfig, Provider } from '@auth/core/providers'
import GitHub from '@auth/core/providers/github'
import Google from '@auth/core/providers/google'
import type { Profile } from '@auth/core/types'
import type { OidcClient, ProviderClient } from '../../config/identity-providers.ts'
import type { Config } from '../../config.ts'
import { gitHubProfile } from './git-hub-profile.ts'

/** Nobody's access to anything is kept: who they are is all that is asked for. */
const account = () => ({})

/** A provider of identities that this server is a client of. */
export interface Offer {
  /** In URLs: `oidc`, `google`, `github`. */
  readonly id: string
  readonly name: string
  readonly provider: Provider
}

/** By the configuration, in the order in which they are shown. */
export function offers({ oidc, google, github }: Config): Offer[] {
  const offered: (Offer | undefined)[] = [
    oidc && { id: 'oidc', name: oidc.name, provider: openIdConnect(oidc) },
    google && { id: 'google', name: 'Google', provider: Google({ ...google, checks, account }) },
    github && { id: 'github', name: 'GitHub', provider: gitHub(github) },
  ]
  return offered.filter((offer) => offer !== undefined)
}

const checks: NonNullable<OIDCConfig<Profile>['checks']> = ['pkce', 'state', 'nonce']

function openIdConnect({ issuer, name, clientId, clientSecret }: OidcClient): OIDCConfig<Profile> {
  return {
    id: 'oidc',
    type: 'oidc',
    name,
    issuer,
    clientId,
    clientSecret,
    checks,
    // Ask userinfo: conformant providers leave the address out of the ID token.
    idToken: false,
    account,
  }
}

/** GitHub speaks OAuth, which knows no nonce. */
function gitHub({ clientId, clientSecret }: ProviderClient) {
  return GitHub({
    clientId,
    clientSecret,
    checks: ['pkce', 'state'],
    account,
    userinfo: {
      url: 'https://api.github.com/user',
      request: ({ tokens }: { readonly tokens: { readonly access_token?: string } }) =>
        gitHubProfile('https://api.github.com', tokens.access_token ?? ''),
    },
  })
}
