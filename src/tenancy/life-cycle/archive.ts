import { existsSync, renameSync, rmSync } from 'node:fs'
import { databaseIn, syncDirectory } from '../data-directory.ts'
import type { Tenant, TenantState } from '../tenant.ts'
import type { LifeCycleContext } from './context.ts'
import { requireState } from './require-state.ts'
import type { Alongside } from './states.ts'

const ARCHIVABLE: readonly TenantState[] = ['active', 'read_only', 'suspended']

/**
 * Packs the tenant's database and takes it out of service.
 *
 * Under its own name nobody finds the database from the first step on, and
 * until the archive is complete all of it can be undone.
 *
 * @throws WrongState, TenantInUse
 */
export async function archive(
  context: LifeCycleContext,
  id: string,
  alongside: Alongside = () => undefined,
): Promise<void> {
  const { registry, journal, write, reached } = context
  await write(() => {
    alongside()
    const tenant = requireState(registry, id, ARCHIVABLE, 'archived')
    journal.begin(id, 'archive', 'packing')
    registry.change(tenant, { state: 'archived', archived_from: tenant.state })
  })
  reached('archive: begun')
  await context.exclusively(id, async (directory) => {
    const { database, aside, packed } = filesOf(directory)
    renameSync(database, aside)
    reached('archive: aside')
    await context.transform('compress', aside, packed)
    syncDirectory(directory)
    reached('archive: packed')
  })
  await write(() => journal.step(id, 'packed'))
  reached('archive: recorded')
  await finishArchive(context, id, 'packed')
}

/** Goes on with an archive that is complete, and undoes another one. */
export async function finishArchive(
  { directory, registry, journal, write, reached }: LifeCycleContext,
  id: string,
  step: string,
): Promise<void> {
  const { database, aside, packed } = filesOf(directory.tenant(id))
  if (step === 'packed') {
    rmSync(aside, { force: true })
    syncDirectory(directory.tenant(id))
    reached('archive: removed')
    await write(() => journal.end(id))
  } else {
    if (existsSync(aside)) renameSync(aside, database)
    rmSync(packed, { force: true })
    rmSync(`${packed}.partial`, { force: true })
    syncDirectory(directory.tenant(id))
    await write(() => {
      registry.change(registry.findById(id) as Tenant, restored(registry.findById(id)))
      journal.end(id)
    })
  }
  reached('archive: ended')
}

/**
 * Undoes {@link archive}: the tenant is what it was before.
 *
 * @throws WrongState; WorkerFailed when the archive is damaged
 */
export async function unarchive(
  context: LifeCycleContext,
  id: string,
  alongside: Alongside = () => undefined,
): Promise<void> {
  const { registry, journal, write, reached } = context
  await write(() => {
    alongside()
    requireState(registry, id, ['archived'], 'unarchived')
    journal.begin(id, 'unarchive', 'unpacking')
  })
  reached('unarchive: begun')
  await context.exclusively(id, async (directory) => {
    const { database, packed } = filesOf(directory)
    await context.transform('expand', packed, database)
    syncDirectory(directory)
  })
  reached('unarchive: unpacked')
  await write(() => journal.step(id, 'unpacked'))
  reached('unarchive: recorded')
  await finishUnarchive(context, id, 'unpacked')
}

/** Goes on once the database is there again, and undoes what came before. */
export async function finishUnarchive(
  { directory, registry, journal, write, reached }: LifeCycleContext,
  id: string,
  step: string,
): Promise<void> {
  const { database, packed } = filesOf(directory.tenant(id))
  const done = step === 'unpacked'
  rmSync(done ? packed : database, { force: true })
  rmSync(`${database}.partial`, { force: true })
  syncDirectory(directory.tenant(id))
  reached('unarchive: removed')
  await write(() => {
    if (done) registry.change(registry.findById(id) as Tenant, restored(registry.findById(id)))
    journal.end(id)
  })
  reached('unarchive: ended')
}

function restored(tenant: Tenant | null) {
  return { state: tenant?.archived_from ?? 'active', archived_from: null } as const
}

function filesOf(directory: string) {
  const database = databaseIn(directory)
  return { database, aside: `${database}.archiving`, packed: `${database}.zst` }
}
