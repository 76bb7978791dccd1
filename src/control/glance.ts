import type { Histogram } from '../figures/histogram.ts'
import type { Activity, ActivityOrder } from '../figures/tenant-activity.ts'
import type { Measured } from '../modules/metrics/all-metrics.ts'
import type { Services } from '../services.ts'
import { explain } from './explain.ts'

/** Its path on the control socket. */
export const GLANCE = 'glance'

/** Workspaces that each list names. */
const LISTED = 10

/** How many values exceed no smaller bound; null: they exceed all of them. */
export type Buckets = readonly { readonly bound: number | null; readonly count: number }[]

/** A workspace that is used now. Requests each second; seconds. */
export interface InUse {
  readonly slug: string
  readonly requests_per_second: number
  readonly mean_seconds: number
  readonly slowest_seconds: number
}

/** What a server says of itself to `top`, as plain JSON. Counters are since its start. */
export type ServerGlance = Awaited<ReturnType<typeof glance>>

/** Costs as much as there are open workspaces, however many there are. */
export async function glance({ services, live, figures, backups }: Measured) {
  const { answered, failed, durations } = figures.requests.total()
  const { user, system } = process.cpuUsage()
  const made = await backups?.()
  const told = live.statistics()
  return {
    pid: process.pid,
    seconds: process.uptime(),
    memory_bytes: process.memoryUsage.rss(),
    cpu_seconds: (user + system) / 1e6,
    requests: { answered, failed, seconds: bucketsOf(durations) },
    event_loop_delay_seconds: bucketsOf(figures.loop.delays),
    pool: poolOf(services),
    auth: writesOf(services.auth.database.statistics()),
    live: {
      sockets: told.sockets,
      streams: told.streams,
      deliveries: told.deliveries,
      slow_consumers: told.slowConsumers,
      lag_seconds: bucketsOf(told.lag),
    },
    backups: made
      ? { last: made.lastSuccess?.toISOString() ?? null, made: made.made, failed: made.failures }
      : null,
    busiest: inUse(services, figures, 'rate'),
    slowest: inUse(services, figures, 'slowest'),
    failing: services.tenants.pool.failing(LISTED).map(({ id, error }) => ({
      slug: slugOf(services, id),
      reason: explain(error),
    })),
  }
}

function poolOf({ tenants }: Services) {
  const now = tenants.pool.statistics()
  return {
    open: now.open,
    capacity: now.capacity,
    leased: now.leased,
    hits: now.hits,
    opened: now.opened,
    evicted: now.evicted,
    waits: now.waits,
    refused: now.refused,
    open_failures: now.failed,
    out_of_service: now.outOfService,
    migrating: now.migrating,
    migrated: now.migrated,
    migrations_failed: now.migrationsFailed,
    ...writesOf(now.writes),
  }
}

function writesOf(now: { commits: number; units: number; busyRetries: number }) {
  return { commits: now.commits, units: now.units, busy_retries: now.busyRetries }
}

function inUse(services: Services, { activity }: Measured['figures'], order: ActivityOrder) {
  return activity.first(LISTED, order, performance.now()).map(
    ({ id, rate, mean, slowest }: Activity): InUse => ({
      slug: slugOf(services, id),
      requests_per_second: rate,
      mean_seconds: mean,
      slowest_seconds: slowest,
    }),
  )
}

/** The id of one that was purged meanwhile. */
function slugOf({ tenants }: Services, id: string): string {
  return tenants.registry.findById(id)?.slug ?? id
}

function bucketsOf(histogram: Histogram): Buckets {
  return histogram.cumulative().map(({ bound }, index) => ({
    bound: Number.isFinite(bound) ? bound : null,
    count: histogram.counts[index] ?? 0,
  }))
}
