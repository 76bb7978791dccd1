import { hostname } from 'node:os'
import { authDatabaseMigrations } from '../src/auth/auth-database.ts'
import { isRunning } from '../src/tenancy/is-running.ts'
import type { MigrationRun } from '../src/tenancy/migration-run.ts'
import { MigrationRuns } from '../src/tenancy/migration-runs.ts'
import type { TenantState } from '../src/tenancy/tenant.ts'
import { workspaceMigrations } from '../src/workspace-database.ts'
import { runCommand } from './command.ts'
import { openRegistry } from './open-registry.ts'
import { table } from './table.ts'

/** When those are migrated that a run leaves out. */
const APART: Partial<Record<TenantState, string>> = {
  provisioning: 'being made.',
  archived: 'archived: to be migrated when they are used again.',
  deleting: 'deleted: to be migrated if they are brought back.',
}

await runCommand({
  name: 'migrate:status',
  summary:
    'Shows how many workspaces are at which schema version, and what became of the last run.',
  async run({ config }) {
    using open = openRegistry(config)
    const runs = new MigrationRuns(open.database.sql)
    const last = runs.last()
    return {
      auth: { version: open.database.version, latest: authDatabaseMigrations.latest },
      workspaces: {
        latest: workspaceMigrations.latest,
        versions: open.registry.versions(),
        apart: open.registry.apart(),
      },
      last_run: last && {
        ...described(last),
        results: runs.results(last.id),
        failed: runs.failures(last.id),
      },
    }
  },
  show: ({ auth, workspaces, last_run }) =>
    [
      `Auth database: version ${auth.version} of ${auth.latest}.`,
      table(
        ['VERSION', 'WORKSPACES', ''],
        workspaces.versions.map(({ schema_version, tenants }) => [
          String(schema_version),
          String(tenants),
          noteOn(schema_version, workspaces.latest),
        ]),
      ),
      ...workspaces.apart.map(({ state, tenants }) => `${tenants} ${APART[state] ?? state}`),
      ...(last_run === null ? ['No run so far.'] : showRun(last_run)),
    ].join('\n'),
})

interface ShownRun extends ReturnType<typeof described> {
  readonly results: readonly { readonly result: string; readonly tenants: number }[]
  readonly failed: readonly { readonly slug: string; readonly error: string }[]
}

/** One that says it runs may have been killed. */
function described({ options, host, pid, state, ...run }: MigrationRun) {
  const killed = state === 'running' && host === hostname() && !isRunning(pid)
  return {
    ...run,
    host,
    pid,
    state: killed ? ('interrupted' as const) : state,
    options: JSON.parse(options) as Record<string, unknown>,
  }
}

function showRun({ id, kind, state, started_at, code_version, results, failed }: ShownRun) {
  const counts = results.map(({ result, tenants }) => `${tenants} ${result.replace('_', ' ')}`)
  return [
    `Last run: ${id}, ${kind} by version ${code_version} from ${started_at} UTC, ${state}${
      counts.length === 0 ? '' : `: ${counts.join(', ')}`
    }.`,
    ...failed.map(({ slug, error }) => `  failed: ${slug}: ${error}`),
  ]
}

function noteOn(version: number, latest: number): string {
  if (version < latest) return 'behind'
  return version > latest ? 'newer than this code' : ''
}
