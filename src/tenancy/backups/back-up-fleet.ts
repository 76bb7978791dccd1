import type { Tenant } from '../tenant.ts'
import { backUpTenant } from './back-up-tenant.ts'
import type { CurrentRun } from './current-run.ts'
import { BackupInterrupted, BackupMissing } from './errors.ts'
import type { BackupEntry, BackupFailure, Manifest } from './manifest.ts'

/** Tenants that are worked on at the same time: one is read while another one is packed. */
const AT_ONCE = 2

type Fleet = Pick<Manifest, 'workspaces' | 'failed'>

/**
 * Backs up tenants, in the order of their ids. One that fails keeps what is known
 * of it, and the others go on.
 *
 * @param only slugs of those that are looked at, with those of which nothing is known; absent: all
 * @throws BackupInterrupted, BackupMissing for a slug that nobody has, and what every other tenant would meet too: a full disk
 */
export async function backUpFleet(
  run: CurrentRun,
  tenants: readonly Tenant[],
  before: Manifest | null,
  only: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Fleet> {
  const known = new Map(before?.workspaces.map((entry) => [entry.id, entry]))
  const entries = new Map<string, BackupEntry>()
  const errors = new Map<string, string>()
  async function attempt(tenant: Tenant): Promise<void> {
    const { id, slug, name, state } = tenant
    const earlier = known.get(id)
    try {
      entries.set(id, await backUpTenant(run, tenant, earlier))
      errors.delete(id)
    } catch (error) {
      if (isEverybodys(error)) throw error
      errors.set(id, error instanceof Error ? error.message : String(error))
      if (earlier) entries.set(id, { ...earlier, slug, name, state, found: null })
    }
  }
  const named = select(tenants, only)
  // Each backup holds all tenants, so that everything can be restored from any.
  const meant = tenants.filter((tenant) => named.has(tenant) || !known.has(tenant.id))
  for (const { id, slug, name, state } of tenants) {
    const earlier = known.get(id)
    if (earlier) entries.set(id, { ...earlier, slug, name, state })
  }
  await each(meant, attempt, signal)
  // An operation may just have been moving its file.
  await each(
    meant.filter(({ id }) => errors.has(id)),
    attempt,
    signal,
  )
  return {
    workspaces: tenants.flatMap(({ id }) => entries.get(id) ?? []),
    failed: tenants.flatMap(({ id, slug }) => failure(id, slug, errors.get(id))),
  }
}

function failure(id: string, slug: string, error: string | undefined): BackupFailure[] {
  return error === undefined ? [] : [{ id, slug, error }]
}

function select(
  tenants: readonly Tenant[],
  only: readonly string[] | undefined,
): ReadonlySet<Tenant> {
  if (!only) return new Set(tenants)
  const bySlug = new Map(tenants.map((tenant) => [tenant.slug.toLowerCase(), tenant]))
  const named = only.map((slug) => {
    const tenant = bySlug.get(slug.toLowerCase())
    if (!tenant) throw new BackupMissing(`there is no workspace ${slug}`)
    return tenant
  })
  return new Set(named)
}

async function each(
  tenants: readonly Tenant[],
  work: (tenant: Tenant) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let tenant = tenants[next]; tenant; tenant = tenants[next]) {
      if (signal.aborted) throw new BackupInterrupted('interrupted: nothing of it was kept')
      next += 1
      await work(tenant)
      // Nothing in it may have been asynchronous, and a stop has to be heard.
      if (next % BREATH === 0) await new Promise(setImmediate)
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane))
  for (const outcome of lanes) if (outcome.status === 'rejected') throw outcome.reason
}

/** Tenants after which the thread hears messages. */
const BREATH = 100

const EVERYBODYS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'EACCES'])

function isEverybodys(error: unknown): boolean {
  return error instanceof Error && 'code' in error && EVERYBODYS.has(String(error.code))
}
