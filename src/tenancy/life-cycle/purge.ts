import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { toSqliteTime } from '../../database/time.ts'
import { type BackupsHolding, backupsHolding } from '../backups/backups-holding.ts'
import { type DataDirectory, syncDirectory } from '../data-directory.ts'
import { WrongState } from '../errors.ts'
import type { Tenant } from '../tenant.ts'
import type { LifeCycleContext } from './context.ts'
import { requireState } from './require-state.ts'

/** What was there and is gone. */
export interface PurgeReport {
  readonly id: string
  readonly slug: string
  readonly former_slugs: readonly string[]
  readonly files: number
  readonly bytes: number
  /** What backups still hold of it; null when it is not known where they are. */
  readonly backups: BackupsHolding | null
}

export interface PurgeOptions {
  /** Does not wait for the end of the grace period. */
  readonly now?: boolean
  /** Runs in the unit of work in which it begins, and so once: it may be gone on with later. */
  readonly begun?: ((tenant: Tenant) => void) | undefined
  /** Runs in the unit of work that removes the tenant's row, and all rows that refer to it, before it does. */
  readonly alongside?: ((tenant: Tenant) => void) | undefined
}

/**
 * Removes a deleted tenant for good. Once it has begun it is only ever
 * completed, because half of a tenant is of no use.
 *
 * @throws WrongState unless it is deleted and its grace period is over
 */
export async function purge(
  context: LifeCycleContext,
  id: string,
  { now = false, begun, alongside }: PurgeOptions = {},
): Promise<PurgeReport> {
  const { registry, journal, write, reached, directory, backups } = context
  const tenant = await write(() => {
    const found = requireState(registry, id, ['deleting'], 'purged')
    if (!now && (found.delete_after ?? '') > toSqliteTime(new Date())) {
      throw new WrongState(`${found.slug} can be brought back until ${found.delete_after} UTC`)
    }
    // One that failed is gone on with.
    if (!journal.find(id)) {
      journal.begin(id, 'purge', 'removing')
      begun?.(found)
    }
    return found
  })
  reached('purge: begun')
  const { slug } = tenant
  const report = {
    id,
    slug,
    former_slugs: registry.formerSlugs(id),
    ...(await sizeOf(directory, id)),
    backups: backups ? await backupsHolding(backups, tenant) : null,
  }
  await finishPurge(context, id, alongside)
  return report
}

export async function finishPurge(
  context: LifeCycleContext,
  id: string,
  alongside: PurgeOptions['alongside'] = () => undefined,
): Promise<void> {
  const { directory, registry, write, reached } = context
  const trash = join(directory.trash, id)
  await context.exclusively(
    id,
    async (path) => {
      if (!existsSync(path)) return
      mkdirSync(directory.trash, { recursive: true, mode: 0o700 })
      renameSync(path, trash)
      syncDirectory(directory.shard(id))
    },
    'accept',
  )
  reached('purge: aside')
  await rm(trash, { recursive: true, force: true })
  removeSnapshots(directory, id)
  removeKept(directory, id)
  rmSync(join(directory.creating, id), { recursive: true, force: true })
  if (existsSync(directory.trash)) syncDirectory(directory.trash)
  reached('purge: removed')
  await write(() => {
    const tenant = registry.findById(id)
    if (tenant) alongside(tenant)
    // Memberships, tokens, former slugs and the journal's row go with it.
    registry.delete(id)
  })
  reached('purge: ended')
}

/** Asynchronous: there may be very many attachments. */
async function sizeOf(
  directory: DataDirectory,
  id: string,
): Promise<{ files: number; bytes: number }> {
  const size = { files: 0, bytes: 0 }
  const own = directory.tenant(id)
  const names = existsSync(own) ? await readdir(own, { recursive: true }) : []
  const others = [...snapshotsOf(directory, id), ...keptOf(directory, id)]
  for (const path of [...names.map((name) => join(own, name)), ...others]) {
    const found = await stat(path)
    if (!found.isFile()) continue
    size.files += 1
    size.bytes += found.size
  }
  return size
}

/** What runs over the fleet have kept of a tenant, or were about to when they were killed. */
function snapshotsOf({ allSnapshots }: DataDirectory, id: string): string[] {
  if (!existsSync(allSnapshots)) return []
  return readdirSync(allSnapshots)
    .flatMap((run) => [`${id}.db`, `${id}.db.part`].map((name) => join(allSnapshots, run, name)))
    .filter((path) => existsSync(path))
}

/** What the tenant was before it was restored. */
function keptOf(directory: DataDirectory, id: string): string[] {
  const kept = directory.kept(id)
  if (!existsSync(kept)) return []
  return readdirSync(kept, { recursive: true, encoding: 'utf8' }).map((name) => join(kept, name))
}

function removeKept(directory: DataDirectory, id: string): void {
  const kept = directory.kept(id)
  if (!existsSync(kept)) return
  rmSync(kept, { recursive: true })
  syncDirectory(dirname(kept))
}

function removeSnapshots(directory: DataDirectory, id: string): void {
  for (const path of snapshotsOf(directory, id)) {
    rmSync(path, { force: true })
    syncDirectory(dirname(path))
  }
}
