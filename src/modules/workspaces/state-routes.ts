import { Elysia, type Static } from 'elysia'
import type { AuditAction } from '../../auth/audit/actions.ts'
import type { Actor } from '../../auth/audit/actor.ts'
import { requireScope, type WorkspaceAccess } from '../../auth/authority.ts'
import { inWorkspaceAtRest } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { currentOf, etagOf } from '../../http/current-workspace.ts'
import { notModified, requireMatch } from '../../http/etag.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { choice, record } from '../../http/schema.ts'
import { requireOwner } from '../../http/workspace-role.ts'
import { toWorkspace, Workspace } from '../../http/workspace-shape.ts'
import type { Services } from '../../services.ts'
import { tellOfWorkspace } from '../../tell-workspace.ts'

const WorkspaceState = record(
  'WorkspaceState',
  { state: choice('active', 'read_only', 'archived') },
  { examples: [{ state: 'read_only' }] },
)
type Wanted = Static<typeof WorkspaceState>['state']

/** What can be asked of a workspace that is archived too: what it is, and to be used again. */
export function workspaceAtRest(services: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace' })
    .use(inWorkspaceAtRest(services))
    .get(
      '/',
      ({ access, request, set }) => {
        const current = toWorkspace({ ...access.tenant, role: access.role })
        return notModified(request, set, etagOf(current)) ? undefined : current
      },
      {
        params: WorkspacePath,
        detail: operation({
          id: 'getWorkspace',
          tag: 'Workspaces',
          summary: 'Read a workspace',
          description: 'Works while it is archived, too.',
          answers: {
            200: answer('The workspace.', Workspace, { ETag: 'Its version.' }),
            304: 'You have this version already.',
          },
          problems: [403],
        }),
      },
    )
    .put(
      '/state',
      async ({ access, body, request, set, server }) => {
        requireScope(access.caller, 'admin')
        const by = actorOf(access.caller, { request, set, server })
        // Packing takes as long as the workspace is large.
        server?.timeout(request, 0)
        await bring(services, access, body.state, by, (current) =>
          requireMatch(request, etagOf(current)),
        )
        await tellOfWorkspace(services, access.id)
        const changed = currentOf(services, access)
        set.headers['etag'] = etagOf(changed)
        return changed
      },
      {
        params: WorkspacePath,
        parse: jsonBody,
        body: WorkspaceState,
        detail: operation({
          id: 'setWorkspaceState',
          tag: 'Workspaces',
          summary: 'Make a workspace read-only, archive it, or take either back',
          description:
            'For owners; needs the scope `admin`. `read_only` refuses changes; `archived` packs the workspace and answers 423 to everything but this and reading the workspace itself; `active` takes either back. What an operator has suspended stays so: 423.',
          answers: {
            200: answer('The workspace, as it is now.', Workspace, { ETag: 'Its version.' }),
          },
          problems: [403, 409, 412, 507],
        }),
      },
    )
}

/** @param check what else has to hold, asked in the unit of work that begins the change */
async function bring(
  services: Services,
  access: WorkspaceAccess,
  wanted: Wanted,
  by: Actor,
  check: (current: Workspace) => void,
): Promise<void> {
  const { lifeCycle, registry } = services.tenants
  const { id } = access
  const allow = () => {
    access.recheck()
    const current = currentOf(services, access)
    requireOwner(current.role)
    check(current)
  }
  const noting = (action: AuditAction) => () => {
    allow()
    services.auth.audit.record(by, action, { tenantId: id })
  }
  const state = registry.findById(id)?.state
  if (state === wanted) return allow()
  if (wanted === 'archived') return lifeCycle.archive(id, noting('workspace.archived'))
  if (state === 'archived') {
    await lifeCycle.unarchive(id, noting('workspace.unarchived'))
    // It is again what it was, which may be another one than is wanted.
    return bring(services, access, wanted, by, () => undefined)
  }
  if (wanted === 'active') await lifeCycle.resume(id, noting('workspace.resumed'))
  else await lifeCycle.makeReadOnly(id, noting('workspace.made_read_only'))
}
