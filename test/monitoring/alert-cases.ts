/** Series by name and labels, in promtool's notation for values: one each minute. */
type Series = Readonly<Record<string, string>>

export interface AlertCase {
  /** With these it is firing after so many minutes. */
  readonly fires: Series
  /** With these it is not. */
  readonly quiet: Series
  readonly minutes: number
}

const HOUR = 3_600
const answered = (status: number, perMinute: number) => ({
  [`conclave_http_requests_total{status="${status}"}`]: `0+${perMinute}x60`,
})
const looks = (withinTenth: number) => ({
  'conclave_event_loop_delay_seconds_bucket{le="0.1"}': `0+${withinTenth}x60`,
  conclave_event_loop_delay_seconds_count: '0+600x60',
})
const durations = (route: string, fast: number) => ({
  [`conclave_http_request_duration_seconds_bucket{route="${route}",le="0.1"}`]: `0+${fast}x60`,
  [`conclave_http_request_duration_seconds_bucket{route="${route}",le="1"}`]: '0+1000x60',
  [`conclave_http_request_duration_seconds_bucket{route="${route}",le="+Inf"}`]: '0+1000x60',
})
const told = (withinSecond: number) => ({
  'conclave_live_lag_seconds_bucket{le="1"}': `0+${withinSecond}x30`,
  conclave_live_lag_seconds_count: '0+100x30',
})
const pool = (opened: number, open: number) => ({
  conclave_pool_opened_total: `0+${opened}x90`,
  conclave_pool_evicted_total: `0+${opened}x90`,
  conclave_pool_hits_total: '0+6000x90',
  conclave_pool_open: `${open}x90`,
  conclave_pool_capacity: '1000x90',
})

export const alertCases: Readonly<Record<string, AlertCase>> = {
  ConclaveDown: { fires: { up: '1 0x9' }, quiet: { up: '1 0 1x9' }, minutes: 5 },
  ConclaveRestarts: {
    fires: { process_start_time_seconds: '100 200 300 400x30' },
    quiet: { process_start_time_seconds: '100 200x30' },
    minutes: 20,
  },
  ConclaveErrors: {
    fires: { ...answered(200, 980), ...answered(500, 10), ...answered(507, 10) },
    quiet: { ...answered(200, 995), ...answered(500, 5), ...answered(404, 1_000) },
    minutes: 15,
  },
  ConclaveUnavailable: {
    fires: { ...answered(200, 90), ...answered(503, 10) },
    quiet: { ...answered(200, 97), ...answered(503, 3) },
    minutes: 15,
  },
  ConclaveSlow: {
    fires: durations('/me', 900),
    quiet: { ...durations('/me', 999), ...durations('/workspaces/:workspace/export', 0) },
    minutes: 20,
  },
  ConclaveEventLoopHeld: { fires: looks(550), quiet: looks(599), minutes: 20 },
  ConclaveOutOfService: {
    fires: { conclave_workspaces_out_of_service: '0 1x9' },
    quiet: { conclave_workspaces_out_of_service: '0x9' },
    minutes: 2,
  },
  ConclaveCannotOpen: {
    fires: { conclave_pool_open_failures_total: '0x4 3x20' },
    quiet: { conclave_pool_open_failures_total: '7x20' },
    minutes: 8,
  },
  ConclaveMigrationFailed: {
    fires: {
      'conclave_migrations_total{result="failed"}': '0x4 1x20',
      'conclave_migrations_total{result="migrated"}': '0+5x20',
    },
    quiet: {
      'conclave_migrations_total{result="failed"}': '1x20',
      'conclave_migrations_total{result="migrated"}': '0+5x20',
    },
    minutes: 8,
  },
  ConclavePoolExhausted: {
    fires: { conclave_pool_refused_total: '0x4 2x20' },
    quiet: { conclave_pool_refused_total: '2x20' },
    minutes: 6,
  },
  ConclavePoolTooSmall: { fires: pool(3_000, 990), quiet: pool(3_000, 500), minutes: 60 },
  ConclaveLocked: {
    fires: {
      conclave_workspace_busy_retries_total: '0+600x30',
      conclave_auth_busy_retries_total: '0x30',
    },
    quiet: {
      conclave_workspace_busy_retries_total: '0+60x30',
      conclave_auth_busy_retries_total: '0x30',
    },
    minutes: 20,
  },
  ConclaveLogGrows: {
    fires: {
      conclave_workspace_wal_largest_bytes: '300000000x30',
      conclave_auth_wal_bytes: '0x30',
    },
    quiet: { conclave_workspace_wal_largest_bytes: '4000000x30', conclave_auth_wal_bytes: '0x30' },
    minutes: 20,
  },
  ConclaveEventsLate: {
    fires: told(95),
    quiet: told(99),
    minutes: 15,
  },
  ConclaveSlowConsumers: {
    fires: { conclave_live_slow_consumers_total: '0+120x60' },
    quiet: { conclave_live_slow_consumers_total: '0+6x60' },
    minutes: 40,
  },
  ConclaveBackupOld: {
    // promtool's clock begins in 1970: these are before that.
    fires: { conclave_backup_last_success_timestamp_seconds: `${-30 * HOUR}x30` },
    quiet: { conclave_backup_last_success_timestamp_seconds: `${-29 * HOUR}x30` },
    minutes: 20,
  },
  ConclaveBackupFailed: {
    fires: { conclave_backup_failures_total: '0x4 1x30' },
    quiet: { conclave_backup_failures_total: '1x30' },
    minutes: 10,
  },
  ConclaveDiskFull: {
    fires: { conclave_disk_free_bytes: '5x30', conclave_disk_size_bytes: '100x30' },
    quiet: { conclave_disk_free_bytes: '20x30', conclave_disk_size_bytes: '100x30' },
    minutes: 15,
  },
  ConclaveDescriptorsScarce: {
    fires: { process_open_fds: '990x30', process_max_fds: '1000x30' },
    quiet: { process_open_fds: '750x30', process_max_fds: '1000x30' },
    minutes: 15,
  },
}
