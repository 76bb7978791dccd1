import { Elysia } from 'elysia'
import { requireScope } from '../../auth/authority.ts'
import { toRfc3339 } from '../../database/time.ts'
import { signedIn } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { toScopes } from '../../http/credential.ts'
import { answer, operation } from '../../http/operation.ts'
import { toWorkspace } from '../../http/workspace-shape.ts'
import type { Services } from '../../services.ts'
import { deleteOwnAccount } from './delete-own-account.ts'
import { Me } from './schema.ts'

const MOST_WORKSPACES = 100

/** The caller, as the server sees them. */
export function me(services: Services) {
  const { auth } = services
  return new Elysia({ prefix: '/me' })
    .use(signedIn(services))
    .get(
      '/',
      ({ caller }): Me => {
        requireScope(caller, 'read')
        const { personId: id, email, name, expiresAt } = caller
        return {
          id,
          email,
          name,
          credential: {
            kind: caller.credential.kind,
            id: caller.credential.id,
            scopes: toScopes(caller.scopes),
            workspace_id: caller.tenantId,
            expires_at: expiresAt && toRfc3339(expiresAt),
          },
          workspaces: auth.memberships.pageOf(caller, '', MOST_WORKSPACES).map(toWorkspace),
        }
      },
      {
        detail: operation({
          id: 'getMe',
          tag: 'Me',
          summary: 'Read who you are',
          description:
            'The person, what this credential allows, and the workspaces that it reaches. To learn your user id inside a workspace, read `/workspaces/{workspace}/users/me`.',
          answers: { 200: answer('You.', Me) },
          problems: [403],
        }),
      },
    )
    .delete(
      '/',
      async ({ caller, request, set, server }) => {
        await deleteOwnAccount(services, caller, actorOf(caller, { request, set, server }))
        set.status = 204
      },
      {
        detail: operation({
          id: 'deleteMe',
          tag: 'Me',
          summary: 'Delete your account',
          description:
            'Needs a session that is younger than ten minutes: sign in again (403 `sign_in_again`). What you wrote stays, without your name; everything personal is erased, also from workspaces that you have left. A workspace in which you are alone is deleted with you. Where others would be left without an owner you cannot go: 409 `last_owner`. Nothing brings an account back.',
          answers: { 204: 'You have no account any more.' },
          problems: [403, 409, 503, 507],
        }),
      },
    )
}
