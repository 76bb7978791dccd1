import type { Site } from '../../site.ts'

/** Those of an attempt to sign in: its state, nonce and proof key, and where to go afterwards. */
export function attemptCookies(request: Request): string {
  return cookies(request, (name) => /^(__Secure-)?authjs\.[\w.-]+$/.test(name))
}

/**
 * That of the session. Auth.js would put `conclave_session.0`, `.1`, … together
 * to one, which no cookie of ours ever is.
 */
export function sessionCookies(request: Request, { sessionCookie }: Site): string {
  return cookies(request, (name) => name === sessionCookie)
}

function cookies({ headers }: Request, wanted: (name: string) => boolean): string {
  return (headers.get('cookie') ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => wanted(pair.split('=', 1)[0] ?? ''))
    .join('; ')
}
