import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncDirectory } from '../data-directory.ts'
import { WrongState } from '../errors.ts'
import type { Tenant, TenantState } from '../tenant.ts'
import type { ExportFormat } from '../transfer.ts'
import type { LifeCycleContext } from './context.ts'
import { requireState } from './require-state.ts'
import type { Alongside } from './states.ts'

/** Those that have a database to read. */
const READABLE: readonly TenantState[] = ['active', 'read_only', 'suspended']

export interface ExportOptions {
  /** Absolute; nothing may be there yet. */
  readonly file: string
  readonly format?: ExportFormat | undefined
}

/**
 * Writes the tenant into a file of its own while it is being used.
 *
 * @throws WrongState; WorkerFailed when the file cannot be written
 */
export async function exportTenant(
  context: LifeCycleContext,
  id: string,
  { file, format = 'sqlite' }: ExportOptions,
  alongside: Alongside = () => undefined,
): Promise<void> {
  const { registry, journal, write, reached } = context
  if (existsSync(file)) throw new WrongState(`${file} exists already`)
  // Half an export must never have the name that was asked for.
  const partial = `${file}.${crypto.randomUUID()}.partial`
  const tenant = await write(() => {
    alongside()
    const found = requireState(registry, id, READABLE, 'exported')
    journal.begin(id, 'export', 'copying', { partial })
    return found
  })
  reached('export: begun')
  await copyTo(context, tenant, partial, format)
  reached('export: copied')
  renameSync(partial, file)
  syncDirectory(dirname(file))
  reached('export: named')
  await finishExport(context, id, JSON.stringify({ partial }))
}

/** @param data as the journal has it */
export async function finishExport(
  { journal, write, reached }: LifeCycleContext,
  id: string,
  data: string,
): Promise<void> {
  const { partial } = JSON.parse(data) as { partial: string }
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(partial + suffix, { force: true })
  await write(() => journal.end(id))
  reached('export: ended')
}

/** One moment of the tenant, as an export, into a file that only this process knows. */
export function copyTo(
  { directory, transfer }: LifeCycleContext,
  { id, slug, name }: Tenant,
  target: string,
  format: ExportFormat,
): Promise<void> {
  return transfer({
    kind: 'export',
    content: {
      format,
      path: directory.database(id),
      owner: id,
      files: join(directory.tenant(id), 'files'),
      target,
      slug,
      name,
    },
  })
}
