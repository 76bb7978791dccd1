import { existsSync } from 'node:fs'
import type { BackupDirectory } from './backup-directory.ts'
import { BackupMissing } from './errors.ts'
import { type BackupEntry, type Manifest, type PackedFile, readManifest } from './manifest.ts'
import { isRunId, timeOfRun } from './run-id.ts'

/** Which tenant, and which of its states. */
export interface BackupWanted {
  /** Its id or the slug that it had; ids are surer, because a slug may have been somebody else's. */
  readonly name: string
  /** The newest state that is not younger; the newest of all, when absent. */
  readonly at?: Date | undefined
  /** The run that has found it. */
  readonly backup?: string | undefined
}

/** A state of a tenant that can be restored. */
export interface FoundBackup {
  readonly directory: string
  readonly run: string
  readonly entry: BackupEntry
  /** The shared database of that moment. */
  readonly registry: PackedFile
}

/** @throws BackupMissing, BackupDamaged */
export function findBackup(
  directory: BackupDirectory,
  { name, at, backup }: BackupWanted,
): FoundBackup {
  if (backup !== undefined) {
    const manifest = manifestOf(directory, backup)
    const entry = entryOf(manifest, name)
    if (!entry) throw new BackupMissing(`the backup ${backup} has no workspace ${name}`)
    return found(directory, manifest, entry)
  }
  for (const id of directory.runs().reverse()) {
    if ((at && timeOfRun(id) > at) || !existsSync(directory.manifest(id))) continue
    const manifest = readManifest(directory.manifest(id))
    const entry = entryOf(manifest, name)
    if (entry && (!at || new Date(entry.at) <= at)) return found(directory, manifest, entry)
  }
  const until = at ? ` of ${at.toISOString()} or before` : ''
  throw new BackupMissing(`no backup${until} in ${directory.path} has a workspace ${name}`)
}

/** All that can be read of a run. @throws BackupMissing, BackupDamaged */
export function manifestOf(directory: BackupDirectory, id: string): Manifest {
  if (!isRunId(id) || !existsSync(directory.manifest(id))) {
    throw new BackupMissing(`there is no backup ${id} in ${directory.path}`)
  }
  return readManifest(directory.manifest(id))
}

/** The newest backup, or the newest that is not younger than `at`. @throws BackupMissing, BackupDamaged */
export function newestManifest(directory: BackupDirectory, at?: Date): Manifest {
  const id = directory
    .runs()
    .findLast((run) => (!at || timeOfRun(run) <= at) && existsSync(directory.manifest(run)))
  if (id !== undefined) return readManifest(directory.manifest(id))
  throw new BackupMissing(`there is no backup in ${directory.path}`)
}

export function entryOf({ workspaces }: Manifest, name: string): BackupEntry | undefined {
  const slug = name.toLowerCase()
  return (
    workspaces.find(({ id }) => id === name) ??
    workspaces.find((entry) => entry.slug.toLowerCase() === slug)
  )
}

function found({ path }: BackupDirectory, manifest: Manifest, entry: BackupEntry): FoundBackup {
  return { directory: path, run: manifest.id, entry, registry: manifest.registry }
}
