import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Examination } from '../../database/examine-database.ts'
import { schemaVersionIn } from '../../database/schema-version-in.ts'
import { assertSound } from './assert-sound.ts'
import type { BackupDirectory } from './backup-directory.ts'
import { isThere } from './current-run.ts'
import { BackupMissing } from './errors.ts'
import { manifestOf } from './find-backup.ts'
import { type BackupEntry, type Manifest, readManifest } from './manifest.ts'
import { unpackFile } from './pack.ts'
import { prepareRestore } from './prepare-restore.ts'

export interface Verification {
  readonly directory: BackupDirectory
  /** One run; absent: the newest, or with `all` every one. */
  readonly backup?: string | undefined
  /** How many workspaces of the run are restored, at random; `all` of them otherwise. */
  readonly sample: number | 'all'
  /** An empty directory. */
  readonly scratch: string
  /** Look at all of a file. */
  examineTenant(path: string, owner: string): Examination
  examineRegistry(path: string): Examination
}

export interface BadBackup {
  readonly backup: string
  /** Slug; null: the auth database, or the run itself. */
  readonly workspace: string | null
  readonly problem: string
}

export interface VerificationReport {
  readonly backups: readonly string[]
  /** Databases that were restored and looked at, the auth database among them. */
  readonly restored: number
  readonly bad: readonly BadBackup[]
}

/**
 * Restores workspaces into a temporary directory and compares them with what the
 * manifest says; of the others it looks whether their files are there. Nothing
 * in the backups is changed.
 *
 * @throws BackupMissing when there is none
 */
export async function verifyBackups(verification: Verification): Promise<VerificationReport> {
  const { directory, backup, sample } = verification
  const bad: BadBackup[] = []
  const manifests = readAll(directory, backup, sample, bad)
  const looked = new Set<string>()
  let restored = 0
  for (const manifest of manifests) {
    async function attempt(workspace: string | null, look: () => Promise<void>) {
      restored += 1
      try {
        await look()
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error)
        bad.push({ backup: manifest.id, workspace, problem })
      }
    }
    await attempt(null, () => verifyRegistry(verification, manifest))
    // Later runs refer to the same files.
    const fresh = manifest.workspaces.filter(({ database }) => {
      const place = join(database.run, database.path)
      return !looked.has(place) && looked.add(place)
    })
    const chosen = new Set(sample === 'all' ? fresh : shuffled(fresh).slice(0, sample))
    for (const entry of fresh) {
      if (chosen.has(entry)) await attempt(entry.slug, () => verifyTenant(verification, entry))
      else if (!isThere(directory, entry.database)) {
        const problem = `${entry.database.path} is missing, or was cut off`
        bad.push({ backup: manifest.id, workspace: entry.slug, problem })
      }
    }
  }
  return { backups: manifests.map(({ id }) => id), restored, bad }
}

async function verifyTenant(
  { directory, scratch, examineTenant }: Verification,
  { id, database, files, schema_version }: BackupEntry,
): Promise<void> {
  const place = join(scratch, id)
  mkdirSync(place)
  try {
    const target = join(place, 'workspace.db')
    const source = { kind: 'backup', directory: directory.path, database, files } as const
    const preparation = { source, owner: id, target, files: join(place, 'files') }
    await prepareRestore(preparation, examineTenant)
    const version = schemaVersionIn(target)
    if (version !== schema_version) {
      throw new Error(`it is of version ${version}, and ${schema_version} in the manifest`)
    }
  } finally {
    rmSync(place, { recursive: true })
  }
}

async function verifyRegistry(
  { directory, scratch, examineRegistry }: Verification,
  { registry }: Manifest,
): Promise<void> {
  const target = join(scratch, 'auth.db')
  try {
    await unpackFile(directory, registry, target)
    assertSound(examineRegistry(target))
  } finally {
    rmSync(target, { force: true })
  }
}

function readAll(
  directory: BackupDirectory,
  backup: string | undefined,
  sample: number | 'all',
  bad: BadBackup[],
): Manifest[] {
  if (backup !== undefined) return [manifestOf(directory, backup)]
  const runs = directory.runs()
  const first = runs.findIndex((id) => existsSync(directory.manifest(id)))
  if (first < 0) throw new BackupMissing(`there is no backup in ${directory.path}`)
  // Only the oldest lose their manifests, when they expire.
  const living = runs.slice(first)
  return (sample === 'all' ? living : living.slice(-1)).flatMap((id) => {
    try {
      return [readManifest(directory.manifest(id))]
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      bad.push({ backup: id, workspace: null, problem })
      return []
    }
  })
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
