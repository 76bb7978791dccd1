import { Elysia } from 'elysia'
import type { RequestQuotas } from '../../config/limits.ts'
import type { ServerFigures } from '../../figures/server-figures.ts'
import type { Activity } from '../../figures/tenant-activity.ts'
import { inWorkspace } from '../../http/access.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { requireAdmin } from '../../http/workspace-role.ts'
import type { Services } from '../../services.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import { WorkspaceUsage } from './schema.ts'

/** What a workspace uses of what it may use. */
export function usage(services: Services, { activity }: ServerFigures) {
  const { auth, config, tenants } = services
  return new Elysia({ prefix: '/workspaces/:workspace/usage' }).use(inWorkspace(services)).get(
    '/',
    async ({ access }): Promise<WorkspaceUsage> => {
      requireAdmin(access.role)
      const [bytes, rows] = await tenants.pool.lease(access, (db) =>
        Promise.all([db.read(() => bytesOf(db)), tenants.countRows(access.id)]),
      )
      return {
        bytes,
        rows: { ...rows },
        members: auth.memberships.count(access.id),
        requests: requestsOf(activity.of(access.id, performance.now())),
        requests_per_minute: {
          person: quotasOf(config.personRequests),
          workspace: quotasOf(config.workspaceRequests),
        },
      }
    },
    {
      params: WorkspacePath,
      detail: operation({
        id: 'getWorkspaceUsage',
        tag: 'Workspaces',
        summary: 'Read what a workspace uses, and may use',
        description:
          'For owners and admins. Counting the rows of a large workspace takes a while: do not poll it often.',
        answers: { 200: answer('What it uses.', WorkspaceUsage) },
        problems: [403],
      }),
    },
  )
}

function bytesOf(db: WorkspaceDatabase): WorkspaceUsage['bytes'] {
  const { pages, beside, used, free, limit } = db.spaceUse()
  return {
    database: pages,
    files: beside,
    used,
    quota: limit?.quota ?? null,
    free,
    log: db.walBytes,
  }
}

function requestsOf(used: Activity | null): WorkspaceUsage['requests'] {
  return {
    per_second: used?.rate ?? 0,
    mean_seconds: used?.mean ?? null,
    slowest_seconds: used?.slowest ?? null,
  }
}

function quotasOf({ reads, writes }: RequestQuotas) {
  return { reads: reads ?? null, writes: writes ?? null }
}
