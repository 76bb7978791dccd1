import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseClosed, DurabilityLost } from '../database/errors.ts'
import { type DataDirectory, databaseIn, syncDirectory } from './data-directory.ts'
import type { Registry } from './registry.ts'
import { parseSlug } from './slug.ts'
import { newTenantId, type Tenant } from './tenant.ts'
import type { TenantDatabase, TenantEngine } from './tenant-database.ts'

export interface NewTenantRequest {
  readonly slug: string
  readonly name: string
}

/** What creation needs. `write` runs one unit of work on the registry's database. */
export interface TenantCreation<Db extends TenantDatabase> {
  readonly directory: DataDirectory
  readonly registry: Registry
  readonly engine: TenantEngine<Db>
  write<T>(work: () => T): Promise<T>
  /** Told of each point at which a crash leaves something else behind. */
  readonly reached?: (point: string) => void
}

/** Makes a new tenant's database at a path, and may put attachments into the directory `files` beside it. */
export type Fill = (path: string, id: string) => void | Promise<void>

export interface CreationOptions {
  /** Makes the database; an empty one, when absent. */
  readonly fill?: Fill | undefined
  /** Throws when the caller may not do this any more; runs before each write. */
  readonly recheck?: (() => void) | undefined
}

/**
 * Creates a tenant, all of it or nothing: its slug is reserved, its directory is
 * built and synced under a temporary name and renamed into place, and only then
 * it becomes active. What a crash leaves in between, {@link sweepUnfinished} removes.
 *
 * @param alongside runs in the unit of work that makes the tenant active (its owner, say)
 * @throws SlugNotAllowed, SlugTaken, and errors of the file system
 * @throws DurabilityLost, DatabaseClosed when the next start will know whether it exists
 */
export async function createTenant<Db extends TenantDatabase, T>(
  { directory, registry, engine, write, reached = () => undefined }: TenantCreation<Db>,
  { slug, name }: NewTenantRequest,
  alongside: (tenant: Tenant) => T,
  { fill = (path, id) => engine.create(path, id), recheck = () => undefined }: CreationOptions = {},
): Promise<T> {
  const id = newTenantId()
  const schema_version = engine.latestVersion
  parseSlug(slug)
  await write(() => {
    recheck()
    registry.insert({ id, slug, name, schema_version })
  })
  try {
    reached('create: reserved')
    await build(directory, id, fill)
    reached('create: placed')
    return await write(() => {
      // A commit and the files came in between, however short this unit itself has waited.
      recheck()
      registry.setState(id, 'active')
      return alongside(registry.findById(id) as Tenant)
    })
  } catch (error) {
    // Whoever cannot write any more must not delete: the row may say active, and then the
    // rest must be there. Only the next start will know, and sweep it if it does not.
    if (error instanceof DurabilityLost || error instanceof DatabaseClosed) throw error
    try {
      // The row goes last: without it no sweep would know of the rest.
      remove(directory, id)
      await write(() => registry.delete(id))
    } catch {
      // Why it failed is what the caller must hear. The row is there still, for the sweep.
    }
    throw error
  }
}

/**
 * Removes creations that a crash interrupted: nobody was told that they exist.
 * Only for whoever holds the lock of the data directory. Its cost does not
 * depend on how many tenants there are.
 *
 * @returns how many were removed
 */
export async function sweepUnfinished<Db extends TenantDatabase>({
  directory,
  registry,
  write,
}: Omit<TenantCreation<Db>, 'engine'>): Promise<number> {
  const unfinished = registry.provisioning()
  for (const { id } of unfinished) {
    remove(directory, id)
    await write(() => registry.delete(id))
  }
  rmSync(directory.creating, { recursive: true, force: true })
  return unfinished.length
}

async function build(directory: DataDirectory, id: string, fill: Fill): Promise<void> {
  const temporary = join(directory.creating, id)
  mkdirSync(join(temporary, 'files'), { recursive: true, mode: 0o700 })
  await fill(databaseIn(temporary), id)
  syncDirectory(temporary)
  directory.makeShard(id)
  renameSync(temporary, directory.tenant(id))
  syncDirectory(directory.shard(id))
}

function remove(directory: DataDirectory, id: string): void {
  rmSync(join(directory.creating, id), { recursive: true, force: true })
  rmSync(directory.tenant(id), { recursive: true, force: true })
  // A power cut must not bring it back once its row is gone.
  const shard = directory.shard(id)
  if (existsSync(shard)) syncDirectory(shard)
}
