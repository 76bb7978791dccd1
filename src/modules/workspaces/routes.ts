import { Elysia } from 'elysia'
import { requireScope } from '../../auth/authority.ts'
import { createWorkspaceFor } from '../../auth/create-workspace.ts'
import { requireMayCreate } from '../../auth/workspace-creation.ts'
import { inWorkspace, signedIn } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { currentOf, etagOf } from '../../http/current-workspace.ts'
import { requireMatch } from '../../http/etag.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { cutPage, readTextPage, TextPageQuery } from '../../http/text-page.ts'
import { requireAdmin, requireOwner } from '../../http/workspace-role.ts'
import { toWorkspace, Workspace } from '../../http/workspace-shape.ts'
import { tidy } from '../../label.ts'
import { forbidden } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { tellOfWorkspace } from '../../tell-workspace.ts'
import { NewWorkspace, WorkspaceChanges, WorkspaceList } from './schema.ts'
import { likeTemplate } from './template.ts'

/** How long a deleted workspace can still be brought back by an operator; days. */
const GRACE = 30
const DAY = 24 * 60 * 60_000

/** The workspaces of the caller, and making new ones. */
export function workspaces(services: Services) {
  const { auth, config, site, tenants } = services
  return new Elysia({ prefix: '/workspaces' })
    .use(signedIn({ auth, site }))
    .get(
      '/',
      ({ caller, query }) => {
        requireScope(caller, 'read')
        const { after, limit } = readTextPage(query)
        const rows = auth.memberships.pageOf(caller, after, limit + 1)
        const { page, next_cursor } = cutPage(rows, limit, ({ slug }) => slug)
        return { workspaces: page.map(toWorkspace), next_cursor }
      },
      {
        query: TextPageQuery,
        detail: operation({
          id: 'listWorkspaces',
          tag: 'Workspaces',
          summary: 'List your workspaces',
          description:
            'By slug. A token that is good for one workspace sees that one. Suspended and archived ones are listed, deleted ones are not.',
          answers: { 200: answer('A page of workspaces.', WorkspaceList) },
          problems: [403],
        }),
      },
    )
    .post(
      '/',
      async ({ caller, body, request, set, server }): Promise<Workspace> => {
        requireScope(caller, 'admin')
        if (caller.tenantId !== null) {
          throw forbidden('This token is good for one workspace only.', 'token_bound_to_workspace')
        }
        const { template } = body
        const like = template === undefined ? undefined : likeTemplate(services, caller, template)
        const recheck = () => {
          auth.authority.recheck(caller)
          requireMayCreate(auth, caller, config)
          like?.recheck()
        }
        const options = { recheck, fill: like?.fill }
        if (like) server?.timeout(request, 0)
        const by = actorOf(caller, { request, set, server })
        const { personId } = caller
        const tenant = await createWorkspaceFor(tenants, auth, body, personId, by, options)
        const workspace = toWorkspace({ ...tenant, role: 'owner' })
        set.status = 201
        set.headers['location'] = `/workspaces/${workspace.slug}`
        set.headers['etag'] = etagOf(workspace)
        return workspace
      },
      {
        parse: jsonBody,
        body: NewWorkspace,
        detail: operation({
          id: 'createWorkspace',
          tag: 'Workspaces',
          summary: 'Create a workspace',
          description:
            'You become its owner. The name is the slug when it is absent. Who may do this is the choice of those who run the server: 403 `session_required`, `address_not_verified` or `workspace_creation_closed`. One person owns a limited number: 409 `too_many_workspaces`.',
          answers: {
            201: answer('The workspace.', Workspace, {
              Location: 'Its path.',
              ETag: 'Its version.',
            }),
          },
          problems: [403, 409, 423, 503, 507],
        }),
      },
    )
}

/** One workspace as a whole. */
export function workspace(services: Services) {
  const { auth, tenants } = services
  return new Elysia({ prefix: '/workspaces/:workspace' })
    .use(inWorkspace(services))
    .patch(
      '/',
      async ({ access, body, request, set, server }) => {
        requireScope(access.caller, 'admin')
        const by = actorOf(access.caller, { request, set, server })
        const { slug, name } = body
        const apply = () => {
          // Even if this did not wait: one of its batch may have deleted the workspace.
          access.recheck()
          const current = currentOf(services, access)
          if (slug === undefined) requireAdmin(current.role)
          else requireOwner(current.role)
          requireMatch(request, etagOf(current))
          if (name !== undefined) tenants.registry.setName(access.id, tidy(name))
          auth.audit.record(by, 'workspace.renamed', {
            tenantId: access.id,
            details: {
              ...(name === undefined ? {} : { name: tidy(name) }),
              ...(slug === undefined ? {} : { from: current.slug, to: slug }),
            },
          })
          return currentOf(services, access)
        }
        if (slug === undefined || slug === access.tenant.slug) {
          const changed = await auth.database.write(apply)
          await tellOfWorkspace(services, access.id)
          set.headers['etag'] = etagOf(changed)
          return changed
        }
        await tenants.lifeCycle.rename(access.id, slug, apply)
        await tellOfWorkspace(services, access.id)
        const changed = currentOf(services, access)
        set.headers['etag'] = etagOf(changed)
        return changed
      },
      {
        params: WorkspacePath,
        parse: jsonBody,
        body: WorkspaceChanges,
        detail: operation({
          id: 'updateWorkspace',
          tag: 'Workspaces',
          summary: 'Change the settings of a workspace',
          description:
            'For owners and admins, the slug for owners only; needs the scope `admin`. A former slug stays with the workspace: requests to it are answered 308.',
          answers: {
            200: answer('The workspace, as it is now.', Workspace, { ETag: 'Its version.' }),
          },
          problems: [403, 409, 412, 507],
        }),
      },
    )
    .delete(
      '/',
      async ({ access, request, set, server }) => {
        requireScope(access.caller, 'admin')
        const by = actorOf(access.caller, { request, set, server })
        await tenants.lifeCycle.delete(access.id, new Date(Date.now() + GRACE * DAY), () => {
          access.recheck()
          const current = currentOf(services, access)
          requireOwner(current.role)
          requireMatch(request, etagOf(current))
          auth.audit.record(by, 'workspace.deleted', { tenantId: access.id })
        })
        set.status = 204
      },
      {
        params: WorkspacePath,
        detail: operation({
          id: 'deleteWorkspace',
          tag: 'Workspaces',
          summary: 'Delete a workspace',
          description: `For owners; needs the scope \`admin\`. From now on it is answered like one that never was, for everybody. Its data is kept for ${GRACE} days, in which an operator can bring it back (owners cannot, since for them it is not there); its slug stays taken until then.`,
          answers: { 204: 'It is gone for all who use it.' },
          problems: [403, 409, 412, 507],
        }),
      },
    )
}
