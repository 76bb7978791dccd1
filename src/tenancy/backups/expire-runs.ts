import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { syncDirectory } from '../data-directory.ts'
import type { BackupDirectory } from './backup-directory.ts'
import { BackupDamaged } from './errors.ts'
import { type Manifest, type PackedFile, readManifest } from './manifest.ts'
import { readAttachments } from './read-attachments.ts'
import { timeOfRun } from './run-id.ts'

const DAY = 24 * 60 * 60_000

/**
 * Removes the runs that are older than `keepDays`, apart from the newest, which
 * holds the newest state of every tenant, and then what no run refers to any more.
 *
 * Each run refers to what it has stored, and to what the run before it referred
 * to already. So what was stored before the oldest run that is left is needed
 * only if that one refers to it.
 *
 * @returns the ids of the removed runs
 */
export async function expireRuns(
  directory: BackupDirectory,
  keepDays: number,
  now: Date,
  scratch: string,
): Promise<string[]> {
  const runs = directory.runs().filter((id) => existsSync(directory.manifest(id)))
  const expired = runs
    .slice(0, -1)
    .filter((id) => timeOfRun(id).getTime() + keepDays * DAY < now.getTime())
  if (expired.length === 0) return []
  for (const id of expired) {
    rmSync(directory.manifest(id))
    syncDirectory(directory.run(id))
  }
  const oldest = runs.find((id) => !expired.includes(id)) as string
  const needed = await referencesOf(directory, oldest, scratch)
  // Without knowing what is needed nothing goes.
  if (needed) for (const id of directory.runs()) if (id < oldest) sweep(directory, id, needed)
  return expired
}

async function referencesOf(
  directory: BackupDirectory,
  id: string,
  scratch: string,
): Promise<Set<string> | null> {
  try {
    return await collect(directory, readManifest(directory.manifest(id)), scratch)
  } catch (error) {
    if (error instanceof BackupDamaged) return null
    throw error
  }
}

async function collect(
  directory: BackupDirectory,
  { workspaces }: Manifest,
  scratch: string,
): Promise<Set<string>> {
  const needed = new Set<string>()
  const add = ({ run, path }: PackedFile) => needed.add(join(run, path))
  for (const { database, files } of workspaces) {
    add(database)
    if (!files) continue
    add(files.list)
    for (const { file } of await readAttachments(directory, files, scratch)) add(file)
  }
  return needed
}

function sweep(directory: BackupDirectory, id: string, needed: ReadonlySet<string>): void {
  const run = directory.run(id)
  const entries = readdirSync(run, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name)
    if (!needed.has(join(id, path.slice(run.length + 1)))) rmSync(path)
  }
  const directories = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => b.length - a.length)
  for (const path of [...directories, run]) if (readdirSync(path).length === 0) rmdirSync(path)
}
