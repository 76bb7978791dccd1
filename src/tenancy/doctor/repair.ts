import { mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncDirectory } from '../data-directory.ts'
import { UnknownTenant } from '../errors.ts'
import type { LifeCycle } from '../life-cycle/life-cycle.ts'
import type { Repair } from './finding.ts'
import { type Ownership, strayAt } from './strays.ts'

/** What repairing works with. */
export interface RepairContext extends Ownership {
  readonly lifeCycle: LifeCycle
  write<T>(work: () => T): Promise<T>
  exclusively<T>(id: string, work: (directory: string) => Promise<T>, damaged: 'accept'): Promise<T>
}

/**
 * Does one repair, if what it was found for is still so. Nothing is deleted.
 *
 * @returns whether it was still to be done
 * @throws TenantInUse, OperationRunning, and errors of the file system
 */
export async function repair(context: RepairContext, wanted: Repair): Promise<boolean> {
  switch (wanted.kind) {
    case 'set-version':
      return setVersion(context, wanted)
    case 'make-files':
      return makeFiles(context, wanted.tenant)
    case 'settle':
      return context.lifeCycle.undisturbed(wanted.tenant, async () => true)
    case 'quarantine':
      return quarantine(context, wanted.path)
  }
}

function setVersion(
  { registry, write }: RepairContext,
  { tenant, from, to }: Extract<Repair, { kind: 'set-version' }>,
): Promise<boolean> {
  return write(() => {
    // A migration since then has written what is true.
    if (registry.findById(tenant)?.schema_version !== from) return false
    registry.setVersion(tenant, to)
    return true
  })
}

function makeFiles({ directory, registry, lifeCycle }: RepairContext, id: string) {
  return lifeCycle.undisturbed(id, async () => {
    if (registry.findById(id) === null) throw new UnknownTenant('it is gone')
    const path = join(directory.tenant(id), 'files')
    const made = mkdirSync(path, { recursive: true, mode: 0o700 })
    syncDirectory(dirname(path))
    return made !== undefined
  })
}

async function quarantine(context: RepairContext, path: string): Promise<boolean> {
  const { directory, lifeCycle } = context
  const id = path.split('/')[1] ?? ''
  const move = async () => {
    if (strayAt(context, path) === null) return false
    const now = new Date().toISOString().replaceAll(':', '')
    const shelf = join(directory.quarantine, now)
    mkdirSync(shelf, { recursive: true, mode: 0o700 })
    renameSync(join(directory.path, path), join(shelf, path.replaceAll('/', '_')))
    for (const changed of [shelf, directory.quarantine, directory.path]) syncDirectory(changed)
    syncDirectory(dirname(join(directory.path, path)))
    return true
  }
  const whole = join(directory.path, path) === directory.tenant(id)
  return lifeCycle.undisturbed(id, () =>
    // A tool that has the database open would go on writing to what nobody reads.
    whole ? context.exclusively(id, move, 'accept') : move(),
  )
}
