import { Elysia } from 'elysia'
import { toRfc3339 } from '../../database/time.ts'
import { inWorkspace } from '../../http/access.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { requireAdmin } from '../../http/workspace-role.ts'
import type { Services } from '../../services.ts'
import { WorkspaceStats } from './stats-schema.ts'

/** Figures of one workspace, for those who run it. */
export function workspaceStats({ auth, site, tenants }: Services) {
  return new Elysia({ prefix: '/workspaces/:workspace/stats' })
    .use(inWorkspace({ auth, site }))
    .get(
      '/',
      async ({ access }): Promise<WorkspaceStats> => {
        requireAdmin(access.role)
        const was_open = tenants.pool.peek(access.id) !== undefined
        const [stats, rows] = await tenants.pool.lease(access, (db) =>
          Promise.all([db.statistics(), tenants.countRows(access.id)]),
        )
        const last_opened_at = tenants.registry.findById(access.id)?.last_opened_at ?? null
        return {
          rows: { ...rows },
          bytes: { file: stats.bytes.file, wal: stats.bytes.wal },
          schema_version: stats.version,
          writes: {
            commits: stats.commits,
            units: stats.units,
            units_per_commit: stats.unitsPerCommit,
            busy_retries: stats.busyRetries,
          },
          statements: stats.statements.map(({ sql, count, milliseconds }) => ({
            sql,
            count,
            milliseconds,
          })),
          pool: { was_open, last_opened_at: last_opened_at && toRfc3339(last_opened_at) },
        }
      },
      {
        params: WorkspacePath,
        detail: operation({
          id: 'getWorkspaceStats',
          tag: 'Workspaces',
          summary: 'Read the figures of a workspace',
          description:
            'For owners and admins. Counting the rows of a large workspace takes a while: do not poll it often.',
          answers: { 200: answer('The figures.', WorkspaceStats) },
          problems: [403],
        }),
      },
    )
}
