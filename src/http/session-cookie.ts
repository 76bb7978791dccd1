import { kindOf } from '../auth/token-secret.ts'
import { invalidToken } from '../problem.ts'
import type { Site } from '../site.ts'

/**
 * The secret of the session cookie, or undefined without one.
 *
 * @throws Problem 401 for two of them: a page on another port or path of this
 * host can add a cookie of this name, and the order would decide whose counts;
 * and for what is no session: an API token is for programs
 */
export function sessionSecret({ headers }: Request, { sessionCookie }: Site): string | undefined {
  const found = (headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${sessionCookie}=`))
  if (found.length > 1) throw invalidToken()
  const secret = found[0]?.slice(sessionCookie.length + 1)
  if (secret !== undefined && kindOf(secret) !== 'session') throw invalidToken()
  return secret
}

/**
 * The Set-Cookie of a session. Not readable for scripts, and not sent with what
 * another site posts.
 */
export function sessionCookie(site: Site, secret: string): string {
  return cookie(site, secret, `Max-Age=${site.sessionCookieLife}`)
}

/** The Set-Cookie that takes it away. */
export function noSessionCookie(site: Site): string {
  return cookie(site, '', 'Max-Age=0')
}

function cookie({ sessionCookie, secure }: Site, value: string, lifetime: string): string {
  const attributes = ['Path=/', lifetime, 'HttpOnly', 'SameSite=Lax', ...(secure ? ['Secure'] : [])]
  return `${sessionCookie}=${value}; ${attributes.join('; ')}`
}
