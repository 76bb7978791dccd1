import { inSlices } from '../../realtime/slices.ts'
import type { Services } from '../../services.ts'
import { counter, gauge, labelled, type Metric } from './exposition.ts'

export async function poolMetrics({ tenants }: Services): Promise<Metric[]> {
  const now = tenants.pool.statistics()
  const { commits, units, busyRetries } = now.writes
  const logs = await logBytes(tenants.pool.openNow())
  return [
    gauge('conclave_workspaces', 'Workspaces in the registry.', tenants.registry.count()),
    gauge(
      'conclave_workspaces_out_of_service',
      'Workspaces that nobody may use until a restart, because the disk has refused a sync.',
      now.outOfService,
    ),
    gauge('conclave_pool_open', 'Workspace databases that are open.', now.open),
    gauge('conclave_pool_capacity', 'How many may be open at once.', now.capacity),
    gauge('conclave_pool_leased', 'Open ones that are lent out.', now.leased),
    gauge('conclave_pool_migrating', 'Workspaces being migrated or waiting for it.', now.migrating),
    counter('conclave_pool_hits_total', 'Uses that found the database open.', now.hits),
    counter('conclave_pool_opened_total', 'Databases opened: the misses.', now.opened),
    counter('conclave_pool_open_failures_total', 'Openings that have failed.', now.failed),
    counter('conclave_pool_evicted_total', 'Databases closed to make room, or idle.', now.evicted),
    counter('conclave_pool_waits_total', 'Openings that had to wait.', now.waits),
    counter('conclave_pool_refused_total', 'Uses refused because all was in use.', now.refused),
    labelled('counter', 'conclave_migrations_total', 'Workspaces migrated at their first use.', [
      { labels: { result: 'migrated' }, value: now.migrated },
      { labels: { result: 'failed' }, value: now.migrationsFailed },
    ]),
    counter('conclave_workspace_commits_total', 'Commits to workspaces.', commits),
    counter('conclave_workspace_units_total', 'Units of work in those commits.', units),
    counter(
      'conclave_workspace_busy_retries_total',
      'Times that a workspace was locked by somebody else.',
      busyRetries,
    ),
    gauge('conclave_workspace_wal_bytes', 'Write-ahead logs of all open workspaces.', logs.all),
    gauge('conclave_workspace_wal_largest_bytes', 'The largest one of them.', logs.largest),
  ]
}

/** Thousands may be open, and each is asked of the file system. */
async function logBytes(open: readonly { readonly walBytes: number }[]) {
  let all = 0
  let largest = 0
  await inSlices(open, (database) => {
    try {
      const bytes = database.walBytes
      all += bytes
      largest = Math.max(largest, bytes)
    } catch {
      // Something is wrong with its directory, which whoever uses it is told.
    }
  })
  return { all, largest }
}
