import type { Adapter, AdapterSession, AdapterUser } from '@auth/core/adapters'
import { toRfc3339 } from '../../database/time.ts'
import { Problem } from '../../problem.ts'
import type { Site } from '../../site.ts'
import type { AuditAction } from '../audit/actions.ts'
import { person } from '../audit/actor.ts'
import type { Auth } from '../auth.ts'
import type { Caller } from '../authority.ts'
import { openSession, type Visitor } from '../open-session.ts'
import { tidyName } from '../person-name.ts'

interface Attempt {
  readonly visitor: Visitor
  /** What they sign in with. */
  readonly provider: string
  readonly site: Site
}

/**
 * The adapter with our own ways to make accounts and sessions in place of its:
 * each in one unit of work with the line of the audit log that tells of it, and of
 * sessions only the hash is stored.
 *
 * What Auth.js calls the session token is the secret.
 */
export function attemptAdapter(
  adapter: Adapter,
  auth: Auth,
  { visitor, provider, site }: Attempt,
): Adapter {
  return {
    ...adapter,

    async createUser({ email, name, image, emailVerified }): Promise<AdapterUser> {
      const created = await auth.database.write(() => {
        const row = auth.people.create({
          email,
          name: name == null ? null : tidyName(name),
          emailVerified: emailVerified?.toISOString() ?? null,
          image: image ?? null,
        })
        record(row.id, 'account.created')
        return row
      })
      return { ...created, emailVerified }
    },

    /** Another way to come in as the person. */
    async linkAccount(account) {
      await auth.database.write(() => {
        auth.people.link(account.userId, account)
        record(account.userId, 'account.linked')
      })
    },

    /** The token that Auth.js has made up is not used. */
    async createSession({ userId }): Promise<AdapterSession> {
      const { secret } = await auth.database.write(() =>
        openSession(auth, userId, visitor, provider),
      )
      // What the cookie ends with; the session ends earlier, by itself.
      const expires = new Date(Date.now() + site.sessionCookieLife * 1_000)
      return { sessionToken: secret, userId, expires }
    },

    async getSessionAndUser(secret) {
      const caller = callerOf(auth, secret)
      const user = caller && (await adapter.getUser?.(caller.personId))
      if (!caller?.expiresAt || !user) return null
      const expires = new Date(toRfc3339(caller.expiresAt))
      return { session: { sessionToken: secret, userId: user.id, expires }, user }
    },

    /** They slide by themselves, at whatever request. */
    async updateSession() {
      return null
    },

    async deleteSession(secret) {
      const caller = callerOf(auth, secret)
      await auth.database.write(() => {
        auth.sessions.end(secret)
        if (caller === null) return
        const { personId, credential } = caller
        const by = person(personId, credential.id, visitor.origin)
        auth.audit.record(by, 'session.revoked', { personId, target: credential.id })
      })
    },
  }

  /** Belongs in the unit of work that does it. They have no session yet. */
  function record(personId: string, action: AuditAction): void {
    const by = person(personId, null, visitor.origin)
    auth.audit.record(by, action, { personId, details: { by: provider } })
  }
}

/** Of a session that holds; null for whatever else stands in the cookie. */
function callerOf({ authority }: Auth, secret: string): Caller | null {
  try {
    const caller = authority.authenticate(secret)
    return caller.credential.kind === 'session' ? caller : null
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}
