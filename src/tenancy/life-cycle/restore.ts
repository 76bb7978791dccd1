import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { schemaVersionIn } from '../../database/schema-version-in.ts'
import { RestoreNotPossible } from '../backups/errors.ts'
import type { RestorePreparation, RestoreSource } from '../backups/prepare-restore.ts'
import { newRunId } from '../backups/run-id.ts'
import type { Fill } from '../create-tenant.ts'
import { databaseIn, syncDirectory } from '../data-directory.ts'
import type { TenantState } from '../tenant.ts'
import { WorkerFailed, WorkerStopped } from '../worker-channel.ts'
import type { LifeCycleContext } from './context.ts'
import { fillFrom } from './import.ts'
import { requireState } from './require-state.ts'
import type { Alongside } from './states.ts'

/** Those whose database lies in its place, or ought to. */
const RESTORABLE: readonly TenantState[] = ['active', 'read_only', 'suspended']

export interface RestoreReport {
  /** The directory in which the state before is kept; null if there was no file. */
  readonly kept: string | null
}

/**
 * Puts an older state in the place of a tenant's database. What it replaces is
 * kept, with all that was acknowledged until that moment. Attachments are only
 * added, so that what is kept can come back in the same way.
 *
 * @param source what has to be this tenant's own
 * @throws WrongState, TenantInUse; RestoreNotPossible when the source is damaged, or of newer code
 */
export async function restore(
  context: LifeCycleContext,
  id: string,
  source: RestoreSource,
  alongside: Alongside = () => undefined,
): Promise<RestoreReport> {
  const { directory, registry, journal, write, reached } = context
  const kept = join(directory.kept(id), newRunId(new Date()))
  const data = { kept }
  await write(() => {
    alongside()
    requireState(registry, id, RESTORABLE, 'restored')
    journal.begin(id, 'restore', 'preparing', data)
  })
  reached('restore: begun')
  const fresh = freshIn(directory.tenant(id))
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true, mode: 0o700 })
  await prepare(context, {
    source,
    owner: id,
    target: databaseIn(fresh),
    files: join(fresh, 'files'),
  })
  syncDirectory(fresh)
  syncDirectory(directory.tenant(id))
  reached('restore: prepared')
  await context.exclusively(id, (path) => replace(context, id, path, kept), 'accept')
  await finishRestore(context, id, 'replacing', JSON.stringify(data))
  return { kept: existsSync(kept) ? kept : null }
}

/** A new tenant with the content of a backup. */
export function restoring(
  context: LifeCycleContext,
  source: RestoreSource,
  original: string,
): Fill {
  return async (target, owner) => {
    // Among what the start-up sweep removes.
    const between = join(context.directory.creating, `${owner}.source`)
    mkdirSync(dirname(between), { recursive: true, mode: 0o700 })
    try {
      const files = join(dirname(target), 'files')
      await prepare(context, { source, owner: original, target: between, files })
      await fillFrom(context, between, target, owner, true)
    } finally {
      rmSync(between, { force: true })
    }
  }
}

async function prepare({ transfer }: LifeCycleContext, content: RestorePreparation): Promise<void> {
  try {
    await transfer({ kind: 'prepare-restore', content })
  } catch (error) {
    if (!(error instanceof WorkerFailed) || error instanceof WorkerStopped) throw error
    throw new RestoreNotPossible(`nothing was restored: ${error.message}`, { cause: error })
  }
}

/** At every moment either of the two files lies in the tenant's place. */
async function replace(
  { journal, write, reached, directory }: LifeCycleContext,
  id: string,
  path: string,
  kept: string,
): Promise<void> {
  const database = databaseIn(path)
  if (existsSync(database) || existsSync(`${database}-wal`)) {
    mkdirSync(kept, { recursive: true, mode: 0o700 })
    if (existsSync(database)) linkSync(database, databaseIn(kept))
    for (let made = kept; made.length >= directory.path.length; made = dirname(made)) {
      syncDirectory(made)
    }
  }
  reached('restore: kept')
  await write(() => journal.step(id, 'replacing'))
  reached('restore: recorded')
  // Only a damaged file still has a log. SQLite would replay it into the restored one.
  move(database, databaseIn(kept))
  renameSync(databaseIn(freshIn(path)), database)
  syncDirectory(path)
  reached('restore: placed')
}

/** Goes on once the file is in its place, and undoes what came before. @param data as the journal has it */
export async function finishRestore(
  { directory, registry, journal, write, reached }: LifeCycleContext,
  id: string,
  step: string,
  data: string,
): Promise<void> {
  const { kept } = JSON.parse(data) as { kept: string }
  const path = directory.tenant(id)
  const fresh = freshIn(path)
  const placed = step === 'replacing' && !existsSync(databaseIn(fresh))
  if (placed) addFiles(join(fresh, 'files'), join(path, 'files'))
  else {
    move(databaseIn(kept), databaseIn(path))
    rmSync(kept, { recursive: true, force: true })
    if (existsSync(directory.kept(id))) syncDirectory(directory.kept(id))
  }
  rmSync(fresh, { recursive: true, force: true })
  syncDirectory(path)
  reached('restore: cleared')
  await write(() => {
    if (placed) registry.setVersion(id, schemaVersionIn(databaseIn(path)))
    journal.end(id)
  })
  reached('restore: ended')
}

function freshIn(path: string): string {
  return join(path, 'restoring')
}

/** Moves what belongs to a database file, but not the file itself. */
function move(from: string, to: string): void {
  for (const suffix of ['-wal', '-journal']) {
    if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix)
  }
  rmSync(`${from}-shm`, { force: true })
}

function addFiles(from: string, to: string): void {
  if (!existsSync(from)) return
  const made = new Set<string>()
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!statSync(join(from, name)).isFile() || existsSync(join(to, name))) continue
    mkdirSync(dirname(join(to, name)), { recursive: true, mode: 0o700 })
    renameSync(join(from, name), join(to, name))
    // With the directories that were made on the way to it.
    for (let at = dirname(join(to, name)); at.length >= to.length; at = dirname(at)) made.add(at)
  }
  for (const path of made) syncDirectory(path)
}
