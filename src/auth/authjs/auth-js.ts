import { type AuthConfig, Auth as answer, skipCSRFCheck } from '@auth/core'
import type { Adapter } from '@auth/core/adapters'
import type { Config } from '../../config.ts'
import type { Logger } from '../../log.ts'
import type { Site } from '../../site.ts'
import type { Auth } from '../auth.ts'
import { authSecret } from '../auth-secret.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Visitor } from '../open-session.ts'
import { Admission } from './admission.ts'
import { attemptAdapter } from './attempt-adapter.ts'
import { attemptCookies, sessionCookies } from './cookies.ts'
import { kyselyAdapter } from './kysely-adapter.ts'
import { LINK, linkProvider } from './link-provider.ts'
import { authLogger } from './logger.ts'
import { offers } from './providers.ts'

export interface AuthJsOptions {
  readonly config: Config
  readonly log: Logger
  readonly site: Site
  readonly auth: Auth
  readonly mailer: Mailer
}

/** A provider of identities, for a button on the sign-in page. */
export interface ProviderName {
  /** In URLs: `oidc`, `google`, `github`. */
  readonly id: string
  readonly name: string
}

/** A request, and who it comes from. */
export interface Visit {
  readonly request: Request
  readonly visitor: Visitor
}

/** What Auth.js is asked. */
interface Question {
  readonly visit: Visit
  /** Below its base, with the query. */
  readonly path: string
  /** The fields of a post; absent for a GET. */
  readonly form?: Readonly<Record<string, string>>
  /** The cookies that go along. */
  readonly cookie: string
}

/** Where the browser goes, and what it is to remember. */
export interface Onward {
  readonly location: string
  /** Set-Cookie headers. */
  readonly cookies: readonly string[]
}

const BASE = '/auth'
/** Pages of ours that Auth.js sends people to, with `?error=`. */
const pages = { signIn: '/sign-in', signOut: '/sign-out', error: '/auth/error' }

/**
 * Sign-in by Auth.js (https://authjs.dev). Nothing else in the server knows its
 * paths, fields and cookies.
 *
 * What it is asked is a request of our own making: for our own origin, because
 * it makes links and redirects of what the request says, and with only those
 * cookies that the step needs. That a post comes from one of our pages has been
 * checked before, as for all others, so that its own token for that is off.
 */
export class AuthJs {
  readonly providers: readonly ProviderName[]
  readonly #site: Site
  readonly #auth: Auth
  readonly #adapter: Adapter
  readonly #trustsOidc: boolean
  readonly #config: Omit<AuthConfig, 'adapter'>

  constructor({ config, log, site, auth, mailer }: AuthJsOptions) {
    const offered = offers(config)
    this.#adapter = kyselyAdapter(auth.database)
    this.providers = offered.map(({ id, name }) => ({ id, name }))
    this.#site = site
    this.#auth = auth
    this.#trustsOidc = config.oidc?.trustEmail ?? false
    this.#config = {
      basePath: BASE,
      pages,
      secret: authSecret(config),
      trustHost: true,
      skipCSRFCheck,
      providers: [...offered.map(({ provider }) => provider), linkProvider(mailer)],
      useSecureCookies: site.secure,
      session: { maxAge: site.sessionCookieLife },
      cookies: { sessionToken: { name: site.sessionCookie } },
      logger: authLogger(log),
    }
  }

  /** Begins to sign in with a provider, which is where the browser goes. */
  begin(visit: Visit, provider: string, next: string): Promise<Onward> {
    const cookie = attemptCookies(visit.request)
    return this.#go({ visit, path: `/signin/${provider}`, form: { callbackUrl: next }, cookie })
  }

  /** The provider has sent the browser back; a session, if all is well. */
  finish(visit: Visit, provider: string): Promise<Onward> {
    const { search } = new URL(visit.request.url, this.#site.origin)
    const cookie = attemptCookies(visit.request)
    return this.#go({ visit, path: `/callback/${provider}${search}`, cookie })
  }

  /** Mails a link for signing in, whether or not anybody knows the address. */
  mailLink(visit: Visit, email: string, next: string): Promise<Onward> {
    const form = { email, callbackUrl: next }
    return this.#go({ visit, path: `/signin/${LINK}`, form, cookie: '' })
  }

  /** Uses a mailed link up; a session, if it still holds. */
  useLink(visit: Visit, email: string, token: string, next: string): Promise<Onward> {
    const query = new URLSearchParams({ email, token, callbackUrl: next })
    return this.#go({ visit, path: `/callback/${LINK}?${query}`, cookie: '' })
  }

  /** Ends the session of the cookie. */
  end(visit: Visit): Promise<Onward> {
    const cookie = sessionCookies(visit.request, this.#site)
    return this.#go({ visit, path: '/signout', form: { callbackUrl: pages.signIn }, cookie })
  }

  /** Who is signed in, as clients of Auth.js ask for it: JSON, `null` for nobody. */
  session(visit: Visit): Promise<Response> {
    const cookie = sessionCookies(visit.request, this.#site)
    return this.#ask({ visit, path: '/session', cookie })
  }

  async #go(question: Question): Promise<Onward> {
    const { headers } = await this.#ask(question)
    // What it cannot make sense of it answers with JSON.
    const location = headers.get('location') ?? `${pages.error}?error=Configuration`
    return { location, cookies: headers.getSetCookie() }
  }

  /**
   * An attempt to sign in goes without the session: who signs in while somebody
   * else is signed in gets a session of their own, and never becomes another way
   * into that person's account.
   */
  #ask({ visit: { request, visitor }, path, form, cookie }: Question): Promise<Response> {
    const url = new URL(BASE + path, this.#site.originOf(request))
    const init = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }
    const provider = url.pathname.split('/').at(-1) ?? ''
    const attempt = { visitor, provider, site: this.#site }
    const adapter = attemptAdapter(this.#adapter, this.#auth, attempt)
    const admission = new Admission(this.#auth, adapter, this.#trustsOidc)
    return answer(new Request(url, { ...init, headers: { cookie } }), {
      ...this.#config,
      adapter,
      callbacks: { signIn: admission.admit },
      events: { signIn: admission.noteVerifiedAddress },
    })
  }
}
