import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeOf } from './backup-directory.ts'
import { type CurrentRun, discard, isThere, store } from './current-run.ts'
import { fileState } from './file-state.ts'
import type { PackedAttachment, PackedAttachments } from './manifest.ts'
import { readAttachments } from './read-attachments.ts'

/**
 * Stores the attachments of a tenant that are new since the run before. Each of
 * them belongs to a row of the database, so that they are looked at only when
 * that has changed, and after it was copied: what the copy refers to is there.
 */
export async function backUpAttachments(
  run: CurrentRun,
  id: string,
  before: PackedAttachments | null,
): Promise<PackedAttachments | null> {
  const directory = join(run.source.tenant(id), 'files')
  const names = filesBelow(directory)
  if (names.length === 0) return null
  const known = new Map<string, PackedAttachment>()
  if (before && !run.full) {
    for (const one of await readAttachments(run.target, before, run.scratch)) {
      known.set(one.name, one)
    }
  }
  const attachments: PackedAttachment[] = []
  for (const name of names) {
    const stored = await backUpAttachment(run, id, join(directory, name), known.get(name))
    if (stored) attachments.push({ name, ...stored })
  }
  const list = join(run.scratch, `${id}.files.json`)
  try {
    writeFileSync(list, JSON.stringify(attachments), { mode: 0o600 })
    return {
      list: await store(run, list, placeOf(id, '.files.json.zst')),
      count: attachments.length,
      bytes: attachments.reduce((sum, { file }) => sum + file.bytes, 0),
    }
  } finally {
    rmSync(list, { force: true })
  }
}

/** @returns undefined when it was deleted meanwhile */
async function backUpAttachment(
  run: CurrentRun,
  id: string,
  path: string,
  known: PackedAttachment | undefined,
): Promise<Omit<PackedAttachment, 'name'> | undefined> {
  const found = fileState(path)
  const kept = known && isThere(run.target, known.file) ? known : undefined
  if (kept && run.sameBoot && found !== null && found === kept.found) return kept
  try {
    // Its name may be longer or stranger than the target allows.
    const place = placeOf(id, `.files/${crypto.randomUUID()}.zst`)
    const file = await store(run, path, place)
    if (!kept || kept.file.sha256 !== file.sha256) return { file, found }
    discard(run, file)
    return { file: kept.file, found }
  } catch (error) {
    if (existsSync(path)) throw error
    return undefined
  }
}

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.isFile())
    .sort()
}
