import { Elysia } from 'elysia'
import { requireScope, type WorkspaceAccess } from '../../auth/authority.ts'
import { readAsOrWithout } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { usersOfPeople } from '../../http/users-of-people.ts'
import { requireOwner } from '../../http/workspace-role.ts'
import type { Services } from '../../services.ts'
import { cut, filterOf } from './filter.ts'
import { AuditPage, AuditQuery } from './schema.ts'
import { toAuditEntry } from './shape.ts'

/** What was done in a workspace, for its owners. */
export function auditLog(services: Services) {
  const { auth, config, tenants } = services
  return new Elysia({ prefix: '/workspaces/:workspace/audit-log' }).use(inWorkspace(services)).get(
    '/',
    async ({ access, query }) => {
      requireScope(access.caller, 'admin')
      requireOwner(access.role)
      const { actor } = query
      const personId = actor === undefined ? null : await personOf(access, actor)
      if (personId === undefined) return { entries: [], next_cursor: null }
      const filter = filterOf(query, personId)
      const { page, next_cursor } = cut(auth.audit.ofTenant(access.id, filter), filter)
      const people = page.flatMap(({ actor_id, person_id }) => [actor_id, person_id])
      const users = await usersOfPeople(
        services,
        access,
        people.filter((id) => id !== null),
      )
      return { entries: page.map((row) => toAuditEntry(row, users)), next_cursor }
    },
    {
      params: WorkspacePath,
      query: AuditQuery,
      detail: operation({
        id: 'listAuditLog',
        tag: 'Audit log',
        summary: 'Read what was done in a workspace',
        description: `Newest first: who came, went and became what, invitations, tokens for this workspace, and what happened to the workspace as a whole. For owners, with the scope \`admin\`. Rows are kept for ${config.auditLogDays} days.`,
        answers: { 200: answer('A page of the log.', AuditPage) },
        problems: [403],
      }),
    },
  )

  /** undefined: nobody whose deeds could be written down. */
  function personOf(access: WorkspaceAccess, user: string): Promise<string | undefined> {
    return readAsOrWithout(
      tenants.pool,
      access,
      (db) => db.users.findById(user)?.auth_id ?? undefined,
    )
  }
}
