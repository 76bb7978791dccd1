import type { ServerFigures } from '../../figures/server-figures.ts'
import type { Live } from '../../realtime/live.ts'
import type { Services } from '../../services.ts'
import type { BackupFigures } from '../../tenancy/backups/backup-schedule.ts'
import { diskMetrics } from './disk-metrics.ts'
import { counter, gauge, histogram, type Metric } from './exposition.ts'
import { poolMetrics } from './pool-metrics.ts'
import { processMetrics } from './process-metrics.ts'
import { requestMetrics } from './request-metrics.ts'

/** What the figures are of. */
export interface Measured {
  readonly services: Services
  readonly live: Live
  readonly figures: ServerFigures
  /** What the schedule of backups has done, if there is one. */
  readonly backups?: (() => Promise<BackupFigures>) | undefined
}

/**
 * All metrics of this process. None of them names a workspace or a person.
 *
 * @param pending requests that are not answered yet
 */
export async function allMetrics(
  { services, live, figures, backups }: Measured,
  pending: number,
): Promise<Metric[]> {
  const made = await backups?.()
  return [
    ...requestMetrics(figures, pending),
    ...(await poolMetrics(services)),
    ...authMetrics(services),
    ...liveMetrics(live),
    ...(made ? backupMetrics(made) : []),
    ...(await diskMetrics(services.config.dataDir)),
    ...(await processMetrics()),
  ]
}

function authMetrics({ auth }: Services): Metric[] {
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

function liveMetrics(live: Live): Metric[] {
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
    histogram(
      'conclave_live_lag_seconds',
      'From the commit of new events until the last connection was told.',
      [{ values: now.lag }],
    ),
  ]
}

function backupMetrics(now: BackupFigures): Metric[] {
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
