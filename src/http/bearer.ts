import { invalidToken } from '../problem.ts'

/** The longest token that is looked up: ours have 47 characters, a session token 64. */
const longest = 512

/** RFC 6750 section 2.1, with the scheme in any case (RFC 9110 section 11.1). */
const credentials = /^bearer +([\w.~+/-]+=*)$/i

/**
 * The bearer token of a request, or null when there is no Authorization at all,
 * which is the only case in which a caller may look at the cookie.
 *
 * @throws Problem 401 for any other scheme, and for what cannot be a token
 */
export function bearerToken(request: Request): string | null {
  const header = request.headers.get('authorization')
  if (header === null) return null
  if (header.length > longest) throw invalidToken()
  const token = credentials.exec(header)?.[1]
  if (token === undefined) throw invalidToken()
  return token
}
