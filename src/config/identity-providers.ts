import { ConfigError, type Environment, oneOf, text } from './environment.ts'

/** This server as a provider of identities knows it. */
export interface ProviderClient {
  readonly clientId: string
  readonly clientSecret: string
}

/** Any OpenID Connect provider. */
export interface OidcClient extends ProviderClient {
  readonly issuer: string
  /** What people call it. */
  readonly name: string
  /** The issuer vouches for addresses that it does not say to be verified. */
  readonly trustEmail: boolean
}

/** Both or neither: half of it is a mistake that would show only when somebody signs in. */
export function providerClient(env: Environment, prefix: string): ProviderClient | undefined {
  const clientId = text(env, `${prefix}_ID`)
  const clientSecret = text(env, `${prefix}_SECRET`)
  if (clientId === undefined && clientSecret === undefined) return undefined
  if (clientId === undefined) throw missing(`${prefix}_ID`, `${prefix}_SECRET`)
  if (clientSecret === undefined) throw missing(`${prefix}_SECRET`, `${prefix}_ID`)
  return { clientId, clientSecret }
}

function missing(variable: string, companion: string): ConfigError {
  return new ConfigError(variable, `is not set, and ${companion} is: set both or neither`)
}

export function oidc(env: Environment): OidcClient | undefined {
  const client = providerClient(env, 'AUTH_OIDC')
  const given = text(env, 'AUTH_OIDC_ISSUER')
  if (client === undefined) {
    if (given !== undefined) throw missing('AUTH_OIDC_ID', 'AUTH_OIDC_ISSUER')
    return undefined
  }
  if (given === undefined) throw missing('AUTH_OIDC_ISSUER', 'AUTH_OIDC_ID')
  const trustEmail = oneOf(env, 'AUTH_OIDC_TRUST_EMAIL', ['true', 'false'], 'false') === 'true'
  const name = text(env, 'AUTH_OIDC_NAME') ?? 'single sign-on'
  return { ...client, issuer: issuer('AUTH_OIDC_ISSUER', given), name, trustEmail }
}

/** OpenID Connect Core section 2: https, without query and fragment. Plain http only to this machine. */
function issuer(variable: string, value: string): string {
  const url = URL.parse(value)
  const allowed = 'an https address such as https://login.example.com'
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ConfigError(variable, `is not a web address: it must be ${allowed}`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError(
      variable,
      `has a user, a query or a fragment: it must be ${allowed}, without`,
    )
  }
  if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    throw new ConfigError(
      variable,
      `is on plain http, where anybody on the way could sign in as anybody: it must be ${allowed}`,
    )
  }
  return value
}
