import type { Caller } from '../../auth/authority.ts'
import { Problem } from '../../problem.ts'
import type { Doorkeeper } from '../access.ts'
import { sessionSecret } from '../session-cookie.ts'

/** Who is signed in to the browser that asks for a page; null for nobody, also any more. */
export function signedInPerson({ auth, site }: Doorkeeper, request: Request): Caller | null {
  try {
    const secret = sessionSecret(request, site)
    return secret === undefined ? null : auth.authority.authenticate(secret)
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null
    throw error
  }
}
