import type { InUse } from '../../src/control/glance.ts'
import { table } from '../table.ts'
import type { Census } from './census.ts'
import type { Look } from './look.ts'
import { atMost, bytes, duration, rate, whole } from './units.ts'

/**
 * A look as lines of text. Those without an indent are titles.
 *
 * @param rows that there is room for, which all lists share
 */
export function picture(look: Look, rows = Number.POSITIVE_INFINITY): string[] {
  const above = [...server(look), '', ...fleet(look), '']
  return [...above, ...lists(look, rows - above.length)]
}

function server(look: Look): string[] {
  const { time, server, rates } = look
  const { pool, live } = server
  const clock = `${time.slice(0, 19).replace('T', ' ')} UTC`
  const machine = `${rates.cores.toFixed(2)} cores, ${bytes(server.memory_bytes)}`
  return [
    `Conclave, process ${server.pid}, up ${duration(server.seconds)}, ${machine}    ${clock}`,
    line(
      'requests',
      `${rate(rates.requests)}/s`,
      `${rate(rates.failed_requests)}/s failed`,
      `half ${atMost(rates.request_seconds_p50)}`,
      `99 % ${atMost(rates.request_seconds_p99)}`,
    ),
    line('event loop', `late, 99 % ${atMost(rates.event_loop_delay_seconds_p99)}`),
    line(
      'commits',
      `${rate(rates.commits)}/s`,
      rates.units_per_commit === null ? '' : `${rates.units_per_commit.toFixed(1)} units each`,
      `auth database ${rate(rates.auth_commits)}/s`,
      `${rate(rates.busy_retries)}/s met a lock`,
    ),
    line(
      'pool',
      `${whole(pool.open)} of ${whole(pool.capacity)} open`,
      `${whole(pool.leased)} lent`,
      rates.pool_hits === null ? '' : `${(rates.pool_hits * 100).toFixed(1)} % hits`,
      `${rate(rates.opened)}/s opened`,
      `${rate(rates.evicted)}/s evicted`,
      `${rate(rates.refused)}/s refused`,
    ),
    line(
      'live',
      `${whole(live.sockets)} sockets`,
      `${whole(live.streams)} streams`,
      `${rate(rates.deliveries)}/s events`,
      `told, 99 % ${atMost(rates.event_lag_seconds_p99)}`,
      `${rate(rates.slow_consumers)}/s too slow`,
    ),
    line('backups', backups(look)),
  ]
}

function backups({ time, server: { backups } }: Look): string {
  if (!backups) return 'not made by the server'
  const { last, failed } = backups
  const age = last === null ? null : (Date.parse(time) - Date.parse(last)) / 1_000
  return `${age === null ? 'none yet' : `newest ${duration(age)} ago`}, ${whole(failed)} failed`
}

function fleet({ server: { pool }, fleet }: Look): string[] {
  const { opened_within: opened } = fleet
  return [
    `Workspaces: ${whole(fleet.workspaces)}`,
    line('states', ...counted(fleet.states).map(([state, count]) => `${state} ${whole(count)}`)),
    line('versions', ...counted(fleet.versions).map((one) => version(one, fleet.latest_version))),
    line(
      'opened',
      `this hour ${whole(opened.hour)}`,
      `this day ${whole(opened.day)}`,
      `this week ${whole(opened.week)}`,
    ),
    line('on disk', bytes(fleet.bytes), `logs ${bytes(fleet.log_bytes)}`),
    line(
      'migrations',
      `at first use: ${whole(pool.migrating)} now, ${whole(pool.migrated)} done, ${whole(pool.migrations_failed)} failed`,
      run(fleet),
    ),
  ]
}

function version([version, count]: [string, number], latest: number): string {
  const behind = Number(version) < latest ? ' behind' : ''
  return `${version}: ${whole(count)}${behind}`
}

function run({ migration_run }: Census): string {
  if (!migration_run) return 'no run so far'
  const { id, kind, state, results } = migration_run
  const counts = counted(results).map(([result, n]) => `${whole(n)} ${result.replace('_', ' ')}`)
  return [`run ${id}, ${kind}, ${state}`, ...counts].join(', ')
}

function lists({ server, fleet }: Look, rows: number): string[] {
  const failed = [
    ...server.failing.map(({ slug, reason }) => [slug, reason]),
    ...fleet.migration_failures.map(({ slug, error }) => [slug, `migration: ${error}`]),
  ]
  const largest = fleet.largest.map((one) => [one.slug, bytes(one.bytes), bytes(one.log_bytes)])
  const all = [
    { head: ['FAILED', ''], rows: failed },
    { head: ['BUSIEST', 'PER SECOND', 'MEAN', 'SLOWEST'], rows: server.busiest.map(used) },
    { head: ['SLOWEST', 'PER SECOND', 'MEAN', 'SLOWEST'], rows: server.slowest.map(used) },
    { head: ['LARGEST', 'DATABASE', 'LOG'], rows: largest },
  ].filter((one) => one.rows.length > 0)
  // Each has a title and an empty line besides.
  const most = Math.min(10, Math.max(1, Math.floor(rows / all.length) - 2))
  return all.flatMap((one) => list(one.head, one.rows.slice(0, most)))
}

function used({ slug, requests_per_second, mean_seconds, slowest_seconds }: InUse): string[] {
  return [slug, rate(requests_per_second), duration(mean_seconds), duration(slowest_seconds)]
}

function list(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  // What SQLite says of a file may hold what stands in the file.
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll(/\p{Cc}/gu, ' ')))
  const [title = '', ...lines] = table(head, cells).split('\n')
  return [title, ...lines.map((one) => `  ${one}`), '']
}

function line(name: string, ...parts: readonly string[]): string {
  return `  ${name.padEnd(11)}${parts.filter((part) => part !== '').join('   ')}`
}

/** The most first. */
function counted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([, a], [, b]) => b - a)
}
