import { readdir } from 'node:fs/promises'
import type { Live } from '../../realtime/live.ts'
import type { Services } from '../../services.ts'
import type { BackupFigures } from '../../tenancy/backups/backup-schedule.ts'
import { descriptorLimit } from '../../tenancy/pool-capacity.ts'
import { counter, gauge, type Metric } from './exposition.ts'

/** All figures of this process. None of them names a workspace or a person. */
export async function figures(
  services: Services,
  live: Live,
  made?: BackupFigures,
): Promise<Metric[]> {
  return [
    ...pool(services),
    ...authDatabase(services),
    ...liveFigures(live),
    ...(made ? backupFigures(made) : []),
    ...(await processFigures()),
  ]
}

function pool({ tenants }: Services): Metric[] {
  const now = tenants.pool.statistics()
  return [
    gauge('conclave_workspaces', 'Workspaces in the registry.', tenants.registry.count()),
    gauge('conclave_pool_open', 'Workspace databases that are open.', now.open),
    gauge('conclave_pool_capacity', 'How many may be open at once.', now.capacity),
    gauge('conclave_pool_leased', 'Open ones that are lent out.', now.leased),
    gauge('conclave_pool_migrating', 'Workspaces being migrated or waiting for it.', now.migrating),
    counter('conclave_pool_opened_total', 'Databases opened.', now.opened),
    counter('conclave_pool_hits_total', 'Uses that found the database open.', now.hits),
    counter('conclave_pool_evicted_total', 'Databases closed to make room, or idle.', now.evicted),
    counter('conclave_pool_waits_total', 'Openings that had to wait.', now.waits),
    counter('conclave_pool_refused_total', 'Uses refused because all was in use.', now.refused),
  ]
}

function authDatabase({ auth }: Services): Metric[] {
  const now = auth.database.statistics()
  return [
    counter('conclave_auth_commits_total', 'Commits to the auth database.', now.commits),
    counter('conclave_auth_units_total', 'Units of work in those commits.', now.units),
    counter(
      'conclave_auth_busy_retries_total',
      'Times that the auth database was locked by another process.',
      now.busyRetries,
    ),
    counter(
      'conclave_password_checks_total',
      'Passwords hashed or checked, for people who are there or not.',
      auth.hashing.runs,
    ),
    gauge('conclave_password_checks_waiting', 'Those that wait.', auth.hashing.waiting),
    gauge('conclave_auth_file_bytes', 'Size of the auth database.', now.bytes.file),
    gauge('conclave_auth_wal_bytes', 'Size of its write-ahead log.', now.bytes.wal),
  ]
}

function liveFigures(live: Live): Metric[] {
  const now = live.statistics()
  return [
    gauge('conclave_live_sockets', 'WebSockets that are open.', now.sockets),
    gauge('conclave_live_streams', 'Streams of server-sent events that are open.', now.streams),
    counter('conclave_live_deliveries_total', 'Events handed to connections.', now.deliveries),
    counter(
      'conclave_live_slow_consumers_total',
      'Connections that were closed because they did not keep up.',
      now.slowConsumers,
    ),
    counter('conclave_live_flushes_total', 'Times that new events were told.', now.flushes),
    counter(
      'conclave_live_lag_seconds_total',
      'Time from commits until the last connection was told; divide by the flushes.',
      now.lagSeconds,
    ),
  ]
}

function backupFigures(now: BackupFigures): Metric[] {
  const last = (now.lastSuccess?.getTime() ?? 0) / 1_000
  return [
    gauge(
      'conclave_backup_last_success_timestamp_seconds',
      'When the newest backup began, in seconds since 1970; 0 when there is none.',
      last,
    ),
    gauge(
      'conclave_backup_last_duration_seconds',
      'How long the last one of this process took.',
      now.lastDuration,
    ),
    gauge('conclave_backup_last_bytes', 'What it wrote.', now.lastBytes),
    counter('conclave_backups_total', 'Backups that this process has made.', now.made),
    counter(
      'conclave_backup_failures_total',
      'Backups that failed, or lack the newest state of a workspace.',
      now.failures,
    ),
  ]
}

/** By the names that dashboards know from the official clients. */
async function processFigures(): Promise<Metric[]> {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const started = Date.now() / 1_000 - process.uptime()
  return [
    gauge('process_resident_memory_bytes', 'Resident memory.', rss),
    gauge('process_heap_bytes', 'Memory of live JavaScript objects.', heapUsed),
    counter('process_cpu_seconds_total', 'Processor time.', (user + system) / 1e6),
    gauge('process_start_time_seconds', 'Start, in seconds since 1970.', started),
    gauge('process_max_fds', 'Files that this process may open.', descriptorLimit()),
    ...(await openDescriptors()),
  ]
}

async function openDescriptors(): Promise<Metric[]> {
  try {
    const { length } = await readdir('/proc/self/fd')
    return [gauge('process_open_fds', 'Files that are open.', length)]
  } catch {
    // No /proc outside of Linux: the figure is absent then, not wrong.
    return []
  }
}
