import { Elysia } from 'elysia'
import { requireScope } from '../../auth/authority.ts'
import { toRfc3339 } from '../../database/time.ts'
import { signedIn } from '../../http/access.ts'
import { toScopes } from '../../http/credential.ts'
import { answer, operation } from '../../http/operation.ts'
import { toWorkspace } from '../../http/workspace-shape.ts'
import type { Services } from '../../services.ts'
import { Me } from './schema.ts'

const MOST_WORKSPACES = 100

/** The caller, as the server sees them. */
export function me({ auth, site }: Services) {
  return new Elysia({ prefix: '/me' }).use(signedIn({ auth, site })).get(
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
}
