import { statSync } from 'node:fs'
import type { Config } from '../../src/config.ts'
import { toRfc3339 } from '../../src/database/time.ts'
import type { DataDirectory } from '../../src/tenancy/data-directory.ts'
import type { MigrationRun } from '../../src/tenancy/migration-run.ts'
import { MigrationRuns } from '../../src/tenancy/migration-runs.ts'
import type { Tenant, TenantState } from '../../src/tenancy/tenant.ts'
import { workspaceMigrations } from '../../src/workspace-database.ts'
import { openRegistry } from '../open-registry.ts'

const PAGE = 500
const LISTED = 10
const APART: ReadonlySet<TenantState> = new Set(['provisioning', 'archived', 'deleting'])
const HOUR = 3_600_000

/** The whole fleet, counted. Bytes on disk: the databases, archives included, and their logs. */
export interface Census {
  readonly workspaces: number
  readonly states: Readonly<Record<string, number>>
  /** Of those in use; the others are migrated when they are used again. */
  readonly versions: Readonly<Record<number, number>>
  readonly latest_version: number
  readonly opened_within: { readonly hour: number; readonly day: number; readonly week: number }
  readonly bytes: number
  readonly log_bytes: number
  readonly largest: readonly Size[]
  readonly migration_run: Run | null
  readonly migration_failures: readonly { readonly slug: string; readonly error: string }[]
}

interface Size {
  readonly slug: string
  readonly bytes: number
  readonly log_bytes: number
}

type Run = Pick<MigrationRun, 'id' | 'kind' | 'state' | 'started_at'> & {
  /** How many workspaces have come to which result. */
  readonly results: Readonly<Record<string, number>>
}

/** Counts in this process, so that the server does not. Files are looked at and never opened. */
export async function takeCensus(config: Config): Promise<Census> {
  using open = openRegistry(config)
  const runs = new MigrationRuns(open.database.sql)
  const now = Date.now()
  const states = new Map<string, number>()
  const versions = new Map<number, number>()
  const within = { hour: 0, day: 0, week: 0 }
  let sizes: Size[] = []
  const sum = { workspaces: 0, bytes: 0, log_bytes: 0 }
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Tenant[] = open.registry.list(after, PAGE)
    for (const tenant of page) {
      count(states, tenant.state)
      if (!APART.has(tenant.state)) count(versions, tenant.schema_version)
      const age = ageOf(tenant, now)
      within.hour += Number(age < HOUR)
      within.day += Number(age < 24 * HOUR)
      within.week += Number(age < 7 * 24 * HOUR)
      const size = sizeOf(open.directory, tenant)
      sizes.push(size)
      sum.workspaces += 1
      sum.bytes += size.bytes
      sum.log_bytes += size.log_bytes
    }
    sizes = sizes.sort((a, b) => total(b) - total(a)).slice(0, LISTED)
    after = page.length < PAGE ? undefined : page.at(-1)?.id
    // Keys are listened to in between.
    await Bun.sleep(0)
  }
  const [run] = runs.latest(1)
  return {
    ...sum,
    states: Object.fromEntries(states),
    versions: Object.fromEntries(versions),
    latest_version: workspaceMigrations.latest,
    opened_within: within,
    largest: sizes,
    migration_run: run ? described(run, runs) : null,
    migration_failures: runs.failures().map(({ slug, error }) => ({ slug, error })),
  }
}

function described({ id, kind, state, started_at }: MigrationRun, runs: MigrationRuns): Run {
  const results = runs.results(id).map(({ result, tenants }) => [result, tenants] as const)
  return { id, kind, state, started_at, results: Object.fromEntries(results) }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Milliseconds since it was opened. */
function ageOf({ last_opened_at }: Tenant, now: number): number {
  if (last_opened_at === null) return Number.POSITIVE_INFINITY
  return now - Date.parse(toRfc3339(last_opened_at))
}

function sizeOf(directory: DataDirectory, { id, slug, state }: Tenant): Size {
  const path = state === 'archived' ? directory.archive(id) : directory.database(id)
  return { slug, bytes: bytesOf(path), log_bytes: bytesOf(`${directory.database(id)}-wal`) }
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function total({ bytes, log_bytes }: Size): number {
  return bytes + log_bytes
}
