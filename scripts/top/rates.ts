import type { Buckets, ServerGlance } from '../../src/control/glance.ts'

/** What was done between two glances: each second, or as a part of one. Null: there was nothing. */
export type Rates = ReturnType<typeof ratesBetween>

/** @param before of the same server; of an earlier one it counts for nothing */
export function ratesBetween(before: ServerGlance, now: ServerGlance) {
  const since = before.pid === now.pid && before.seconds <= now.seconds ? before : null
  const seconds = Math.max(0.001, now.seconds - (since?.seconds ?? 0))
  const grown = (counter: (glance: ServerGlance) => number) =>
    counter(now) - (since ? counter(since) : 0)
  const each = (counter: (glance: ServerGlance) => number) => grown(counter) / seconds
  const late = (part: number, buckets: (glance: ServerGlance) => Buckets) =>
    quantile(part, buckets(now), since && buckets(since))
  const uses = grown(({ pool }) => pool.hits + pool.opened)
  const commits = grown(({ pool }) => pool.commits)
  return {
    seconds,
    cores: each(({ cpu_seconds }) => cpu_seconds),
    requests: each(({ requests }) => requests.answered),
    failed_requests: each(({ requests }) => requests.failed),
    request_seconds_p50: late(0.5, ({ requests }) => requests.seconds),
    request_seconds_p99: late(0.99, ({ requests }) => requests.seconds),
    event_loop_delay_seconds_p99: late(0.99, (glance) => glance.event_loop_delay_seconds),
    commits: each(({ pool }) => pool.commits),
    units_per_commit: commits === 0 ? null : grown(({ pool }) => pool.units) / commits,
    auth_commits: each(({ auth }) => auth.commits),
    busy_retries: each(({ pool, auth }) => pool.busy_retries + auth.busy_retries),
    pool_hits: uses === 0 ? null : grown(({ pool }) => pool.hits) / uses,
    opened: each(({ pool }) => pool.opened),
    evicted: each(({ pool }) => pool.evicted),
    refused: each(({ pool }) => pool.refused),
    deliveries: each(({ live }) => live.deliveries),
    slow_consumers: each(({ live }) => live.slow_consumers),
    event_lag_seconds_p99: late(0.99, ({ live }) => live.lag_seconds),
  }
}

/**
 * The bound that this part of the values did not exceed: infinite where they exceed all bounds, as
 * JSON a null, like that of no values at all.
 */
function quantile(part: number, now: Buckets, before: Buckets | null): number | null {
  const grown = now.map(({ bound, count }, index) => ({
    bound: bound ?? Number.POSITIVE_INFINITY,
    count: count - (before?.[index]?.count ?? 0),
  }))
  const total = grown.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return null
  let sum = 0
  for (const { bound, count } of grown) {
    sum += count
    if (sum >= total * part) return bound
  }
  return null
}
