import { Elysia, type Static, t } from 'elysia'
import type { Actor } from '../../auth/audit/actor.ts'
import { requireScope, type WorkspaceAccess } from '../../auth/authority.ts'
import { readAs } from '../../auth/projection.ts'
import { requireRoomForOwned } from '../../auth/workspace-creation.ts'
import { inWorkspace } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { adaExample } from '../../http/examples.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { record } from '../../http/schema.ts'
import { requireOwner, roleNow } from '../../http/workspace-role.ts'
import { toWorkspace, Workspace } from '../../http/workspace-shape.ts'
import { conflict, notFound, unprocessable } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { tellOfPeople } from '../../tell-workspace.ts'

const Transfer = record(
  'Transfer',
  {
    user: t.String({
      pattern: '^[A-Za-z0-9_-]{1,64}$',
      description: 'The id, in this workspace, of the member who is to own it.',
      examples: [adaExample.id],
    }),
  },
  { examples: [{ user: adaExample.id }] },
)
type Transfer = Static<typeof Transfer>

/** Handing a workspace over to another member. */
export function workspaceTransfer(services: Services) {
  const { auth, config, tenants } = services
  return new Elysia({ prefix: '/workspaces/:workspace/transfer' }).use(inWorkspace(services)).post(
    '/',
    async ({ access, body, request, set, server }): Promise<Workspace> => {
      requireScope(access.caller, 'admin')
      requireOwner(access.role)
      const heir = await personOf(access, body)
      const by = actorOf(access.caller, { request, set, server })
      await auth.database.write(() => transfer(access, heir, by))
      await tellOfPeople(services, access.id, [heir, access.caller.personId])
      return toWorkspace({ ...access.tenant, role: 'admin' })
    },
    {
      params: WorkspacePath,
      parse: jsonBody,
      body: Transfer,
      detail: operation({
        id: 'transferWorkspace',
        tag: 'Workspaces',
        summary: 'Make another member the owner in your place',
        description:
          'For owners; needs the scope `admin`. They become an owner and you become an admin, both at once. Other owners stay what they are.',
        answers: { 200: answer('The workspace, as you see it now.', Workspace) },
        problems: [403, 409, 507],
      }),
    },
  )

  async function personOf(access: WorkspaceAccess, { user }: Transfer): Promise<string> {
    const row = await readAs(tenants.pool, access, (db) => db.users.findById(user))
    if (row === null) throw notFound('user')
    if (row.auth_id === access.caller.personId) {
      throw unprocessable([{ pointer: '/user', detail: 'must be somebody else' }])
    }
    if (row.auth_id === null) throw notAMember()
    return row.auth_id
  }

  function transfer(access: WorkspaceAccess, heir: string, by: Actor): void {
    // Even if this unit did not wait: the read before it may have.
    access.recheck()
    requireOwner(roleNow(auth, access))
    const { id: tenantId, caller } = access
    const before = auth.memberships.find(tenantId, heir)
    if (before === null) throw notAMember()
    if (before.role !== 'owner') requireRoomForOwned(auth, heir, config)
    auth.memberships.put(tenantId, heir, 'owner')
    auth.memberships.put(tenantId, caller.personId, 'admin')
    auth.audit.record(by, 'workspace.transferred', { tenantId, personId: heir })
  }
}

function notAMember() {
  return conflict('not_a_member', 'This user is no member of the workspace (any more).')
}
