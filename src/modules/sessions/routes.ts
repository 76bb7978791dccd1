import { Elysia } from 'elysia'
import type { Actor } from '../../auth/audit/actor.ts'
import { type Caller, requireSession } from '../../auth/authority.ts'
import { signedIn } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { answer, operation } from '../../http/operation.ts'
import { notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { SessionList, SessionPath } from './schema.ts'
import { toSession } from './shape.ts'

/** The sessions of the caller: whatever they have signed in with, and from wherever. */
export function mySessions(services: Services) {
  const { auth } = services
  return new Elysia({ prefix: '/me/sessions' })
    .use(signedIn(services))
    .get(
      '/',
      ({ caller }) => {
        requireSession(caller)
        const rows = auth.sessions.ofPerson(caller.personId)
        return { sessions: rows.map((row) => toSession(row, caller)) }
      },
      {
        detail: operation({
          id: 'listSessions',
          tag: 'Sessions',
          summary: 'List your sessions',
          description: 'The one that was used last comes first. Needs a session.',
          answers: { 200: answer('Where you are signed in.', SessionList) },
          problems: [403],
        }),
      },
    )
    .delete(
      '/',
      async ({ caller, request, set, server }) => {
        requireSession(caller)
        const by = actorOf(caller, { request, set, server })
        await auth.database.write(
          () => {
            const others = auth.sessions.ofPerson(caller.personId)
            auth.sessions.revokeAllBut(caller.personId, caller.credential.id)
            for (const { id } of others) if (id !== caller.credential.id) record(caller, by, id)
          },
          () => auth.authority.recheck(caller),
        )
        set.status = 204
      },
      {
        detail: operation({
          id: 'revokeOtherSessions',
          tag: 'Sessions',
          summary: 'Sign out everywhere else',
          description: 'Ends every session of yours but the one of this request, at once.',
          answers: { 204: 'You are signed in here alone.' },
          problems: [403, 503, 507],
        }),
      },
    )
    .delete(
      '/:session',
      async ({ caller, params, request, set, server }) => {
        requireSession(caller)
        const by = actorOf(caller, { request, set, server })
        await auth.database.write(
          () => {
            if (!auth.sessions.revoke(params.session, caller.personId)) throw notFound('session')
            record(caller, by, params.session)
          },
          () => auth.authority.recheck(caller),
        )
        set.status = 204
      },
      {
        params: SessionPath,
        detail: operation({
          id: 'revokeSession',
          tag: 'Sessions',
          summary: 'End one session',
          description: 'Holds from the next request on. Needs a session, which may be this one.',
          answers: { 204: 'It is good for nothing any more.' },
          problems: [403, 503, 507],
        }),
      },
    )

  function record({ personId }: Caller, by: Actor, id: string): void {
    auth.audit.record(by, 'session.revoked', { personId, target: id })
  }
}
