import { Elysia } from 'elysia'
import { requireScope } from '../../auth/authority.ts'
import { signedIn } from '../../http/access.ts'
import { answer, operation } from '../../http/operation.ts'
import { forbidden } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { cut, filterOf } from './filter.ts'
import { OwnAuditPage, OwnAuditQuery } from './schema.ts'
import { toOwnAuditEntry } from './shape.ts'

/** What happened to the caller's own account and memberships. */
export function ownAuditLog({ auth, site }: Services) {
  return new Elysia({ prefix: '/me/audit-log' }).use(signedIn({ auth, site })).get(
    '/',
    ({ caller, query }) => {
      requireScope(caller, 'admin')
      if (caller.tenantId !== null) {
        throw forbidden('This token is good for one workspace only.', 'token_bound_to_workspace')
      }
      const { personId } = caller
      const filter = filterOf(query, null)
      const { page, next_cursor } = cut(auth.audit.ofPerson(personId, filter), filter)
      const slugOf = (tenantId: string) =>
        auth.memberships.pageOf({ personId, tenantId }, '', 1)[0]?.slug ?? null
      return { entries: page.map((row) => toOwnAuditEntry(row, personId, slugOf)), next_cursor }
    },
    {
      query: OwnAuditQuery,
      detail: operation({
        id: 'listOwnAuditLog',
        tag: 'Me',
        summary: 'Read what happened to your account',
        description:
          'Newest first: sign-ins, sessions, tokens, passwords, and what you became where. Needs the scope `admin`, and a token that is not bound to one workspace.',
        answers: { 200: answer('A page of your log.', OwnAuditPage) },
        problems: [403],
      }),
    },
  )
}
