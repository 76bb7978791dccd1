import { realpathSync, rmSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { Fill } from '../create-tenant.ts'
import { ImportNotPossible } from '../errors.ts'
import type { TenantState } from '../tenant.ts'
import type { Founder } from '../transfer.ts'
import { WorkerFailed } from '../worker-channel.ts'
import type { LifeCycleContext } from './context.ts'
import { copyTo } from './export.ts'
import { requireState } from './require-state.ts'

/** Makes a new tenant out of a file that somebody brings. */
export function importing(context: LifeCycleContext, file: string): Fill {
  return async (target, owner) => {
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
      throw new ImportNotPossible(`there is no file ${file}`)
    }
    // Reading a live database other than through SQLite would drop the locks on it.
    if (realpathSync(file).startsWith(realpathSync(context.directory.path) + sep)) {
      throw new ImportNotPossible(`${file} belongs to this data directory: use tenant:clone`)
    }
    await fillFrom(context, file, target, owner, false)
  }
}

const CLONEABLE: readonly TenantState[] = ['active', 'read_only', 'suspended']

/** Makes a new tenant with the content of another, as it is at one moment. */
export function cloning(context: LifeCycleContext, id: string): Fill {
  return async (target, owner) => {
    const source = requireState(context.registry, id, CLONEABLE, 'cloned')
    // Among what the start-up sweep removes.
    const between = join(context.directory.creating, `${owner}.source`)
    await mkdir(dirname(between), { recursive: true, mode: 0o700 })
    try {
      await copyTo(context, source, between, 'sqlite')
      await fillFrom(context, between, target, owner, true)
    } finally {
      rmSync(between, { force: true })
    }
  }
}

/** Makes a new tenant that is laid out like another, with nothing in it but whoever founds it. */
export function likeTemplate(context: LifeCycleContext, id: string, founder: Founder): Fill {
  return async (target, owner) => {
    requireState(context.registry, id, CLONEABLE, 'a template')
    const path = context.directory.database(id)
    const content = { path, template: id, target, owner, founder }
    await context.transfer({ kind: 'template', content })
    context.reached('create: filled')
  }
}

/** Makes the new database out of a file that nobody else has. @throws ImportNotPossible */
export async function fillFrom(
  { transfer, reached, directory }: LifeCycleContext,
  path: string,
  target: string,
  owner: string,
  sameInstallation: boolean,
): Promise<void> {
  const files = join(dirname(target), 'files')
  try {
    const { authDatabase: registryPath } = directory
    const content = { path, target, files, owner, sameInstallation, registryPath }
    await transfer({ kind: 'import', content })
  } catch (error) {
    if (error instanceof WorkerFailed && error.reason === 'ImportRefused') {
      throw new ImportNotPossible(error.message)
    }
    throw error
  }
  reached('create: filled')
}
