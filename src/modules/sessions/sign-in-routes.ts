import { Elysia } from 'elysia'
import { requireSession } from '../../auth/authority.ts'
import { rateLimitHeaders } from '../../auth/limits/limit.ts'
import { signInWithPassword } from '../../auth/password/sign-in.ts'
import { signedIn } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { noSessionCookie } from '../../http/session-cookie.ts'
import { visitorOf } from '../../http/visitor.ts'
import type { Services } from '../../services.ts'
import { NewSession, type NewSession as NewSessionBody, SignIn } from './schema.ts'

/** Signing in without a browser, and out with whatever. */
export function session(services: Services) {
  const { auth, site } = services
  const signingIn = new Elysia().post(
    '/session',
    async ({ body, request, set, server }): Promise<NewSessionBody> => {
      const { secret, row } = await signInWithPassword(
        auth,
        body,
        visitorOf({ request, set, server }),
        // They hold for an error too.
        (standing) => Object.assign(set.headers, rateLimitHeaders(standing)),
      )
      set.status = 201
      return { id: row.id, token: secret, expires_at: new Date(row.expires).toISOString() }
    },
    {
      parse: jsonBody,
      body: SignIn,
      detail: operation({
        id: 'signIn',
        tag: 'Sessions',
        summary: 'Sign in with a password',
        description:
          'The token of the answer goes into `Authorization: Bearer …`. A wrong address and a wrong password are answered alike. Ten wrong passwords in 15 minutes from one client are enough; a mailed link works meanwhile.',
        access: 'public',
        answers: {
          201: answer('You are signed in.', NewSession, {
            'RateLimit-Policy': 'How many attempts, in how many seconds.',
            RateLimit: 'How many of them are left, and for how many seconds.',
          }),
        },
        problems: [401, 429, 503, 507],
      }),
    },
  )
  const signingOut = new Elysia().use(signedIn(services)).delete(
    '/session',
    async ({ caller, request, set, server }) => {
      requireSession(caller)
      const { personId, credential } = caller
      const by = actorOf(caller, { request, set, server })
      await auth.database.write(
        () => {
          auth.sessions.revoke(credential.id, personId)
          auth.audit.record(by, 'session.revoked', { personId, target: credential.id })
        },
        () => auth.authority.recheck(caller),
      )
      Object.assign(set.headers, { 'set-cookie': noSessionCookie(site) })
      set.status = 204
    },
    {
      detail: operation({
        id: 'signOut',
        tag: 'Sessions',
        summary: 'Sign out',
        description: 'Ends the session of this request, and no other.',
        answers: { 204: 'It is good for nothing any more.' },
        problems: [403, 503, 507],
      }),
    },
  )
  return new Elysia({ name: 'session' }).use(signingIn).use(signingOut)
}
