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

const SHOWN_RUNS = 5

await runCommand({
  name: 'migrate:status',
  summary:
    'Shows how many workspaces are at which schema version, the last runs, and what is still failed.',
  async run({ config }) {
    using open = openRegistry(config)
    const runs = new MigrationRuns(open.database.sql)
    return {
      auth: { version: open.database.version, latest: authDatabaseMigrations.latest },
      workspaces: {
        latest: workspaceMigrations.latest,
        versions: open.registry.versions(),
        apart: open.registry.apart(),
      },
      runs: runs.latest(SHOWN_RUNS).map((run) => ({
        ...described(run),
        results: runs.results(run.id),
      })),
      failed: runs.failures(),
    }
  },
  show: ({ auth, workspaces, runs, failed }) =>
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
      ...(runs.length === 0 ? ['No run so far.'] : runs.map(showRun)),
      ...failed.map(({ slug, error, run }) => `  failed: ${slug}: ${error} (run ${run})`),
    ].join('\n'),
})

interface ShownRun extends ReturnType<typeof described> {
  readonly results: readonly { readonly result: string; readonly tenants: number }[]
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

function showRun({ id, kind, state, started_at, code_version, results }: ShownRun): string {
  const counts = results.map(({ result, tenants }) => `${tenants} ${result.replace('_', ' ')}`)
  const outcome = counts.length === 0 ? '' : `: ${counts.join(', ')}`
  return `Run ${id}, ${kind} by version ${code_version} from ${started_at} UTC, ${state}${outcome}.`
}

function noteOn(version: number, latest: number): string {
  if (version < latest) return 'behind'
  return version > latest ? 'newer than this code' : ''
}
