import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { copyDatabase } from '../../database/copy-database.ts'
import { DatabaseMissing } from '../../database/errors.ts'
import { schemaVersionIn } from '../../database/schema-version-in.ts'
import type { DataDirectory } from '../data-directory.ts'
import type { Tenant } from '../tenant.ts'
import { backUpAttachments } from './back-up-attachments.ts'
import { placeOf } from './backup-directory.ts'
import { type CurrentRun, discard, isThere, store } from './current-run.ts'
import { expandArchive } from './expand-archive.ts'
import { fileState } from './file-state.ts'
import type { BackupEntry } from './manifest.ts'

/**
 * Looks at one tenant, and stores it if anything was written since the run before.
 * Whoever uses the tenant meanwhile is not blocked.
 *
 * @param before what the run before knew of it
 * @throws DatabaseMissing, DatabaseCorrupt, ForeignDatabase, …
 */
export async function backUpTenant(
  run: CurrentRun,
  tenant: Tenant,
  before: BackupEntry | undefined,
): Promise<BackupEntry> {
  const { id, slug, name, state } = tenant
  const path = fileOf(run.source, id)
  // Before the content is read: what is written after this look is noticed next time.
  const found = fileState(path)
  const archived = path.endsWith('.zst')
  const now = { id, slug, name, state, archived, found, at: new Date().toISOString() }
  const kept = before && !run.full && isStored(run, before) ? before : undefined
  if (kept && run.sameBoot && found !== null && found === kept.found) return { ...kept, ...now }

  const copy = join(run.scratch, `${id}.db`)
  try {
    rmSync(copy, { force: true })
    if (archived) await expandArchive(path, copy)
    else copyDatabase(path, copy, id)
    // What was committed until now may be in it, and nothing of later.
    const copied = { ...now, at: new Date().toISOString() }
    const schema_version = schemaVersionIn(copy)
    const database = await store(run, copy, placeOf(id, '.db.zst'))
    if (kept && kept.database.sha256 === database.sha256) {
      // Only the file has changed, by a checkpoint for example.
      discard(run, database)
      return { ...kept, ...copied }
    }
    const files = await backUpAttachments(run, id, kept?.files ?? null)
    return { ...copied, schema_version, database, files }
  } finally {
    rmSync(copy, { force: true })
  }
}

function isStored({ target }: CurrentRun, { database, files }: BackupEntry): boolean {
  return isThere(target, database) && (files === null || isThere(target, files.list))
}

/** The database, or the archive that it was packed into. */
function fileOf(source: DataDirectory, id: string): string {
  for (const path of [source.database(id), source.archive(id)]) if (existsSync(path)) return path
  throw new DatabaseMissing('its file is missing')
}
