import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { Examination } from '../../database/examine-database.ts'
import { syncPath } from '../../database/sync-path.ts'
import { assertSound } from './assert-sound.ts'
import { BackupDirectory } from './backup-directory.ts'
import { BackupDamaged, BackupMissing } from './errors.ts'
import type { PackedAttachments, PackedFile } from './manifest.ts'
import { unpackFile } from './pack.ts'
import { readAttachments } from './read-attachments.ts'

/** Where a tenant is restored from. Plain data: it goes to a worker. */
export type RestoreSource =
  | {
      readonly kind: 'backup'
      readonly directory: string
      readonly database: PackedFile
      readonly files: PackedAttachments | null
    }
  /** The file that an earlier restore has replaced. */
  | { readonly kind: 'kept'; readonly path: string }

export interface RestorePreparation {
  readonly source: RestoreSource
  /** Whose database it has to be. */
  readonly owner: string
  /** A file in a directory that is there. */
  readonly target: string
  /** The directory that the attachments are put into; made if there are any. */
  readonly files: string
}

/**
 * Puts a database and its attachments where they can be taken from, all of it
 * checked and synced. The directory of the target is the caller's to sync.
 *
 * @param examine looks at all of a file
 * @throws BackupDamaged, BackupMissing, RestoreNotPossible
 */
export async function prepareRestore(
  { source, owner, target, files }: RestorePreparation,
  examine: (path: string, owner: string) => Examination,
): Promise<void> {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(target + suffix, { force: true })
  if (source.kind === 'kept') {
    if (!existsSync(source.path)) throw new BackupMissing(`there is no file ${source.path}`)
    copyFileSync(source.path, target)
    syncPath(target)
    assertSound(examine(target, owner))
    return
  }
  const directory = new BackupDirectory(source.directory)
  await unpackFile(directory, source.database, target)
  assertSound(examine(target, owner))
  if (source.files) await unpackAttachments(directory, source.files, files)
}

async function unpackAttachments(
  directory: BackupDirectory,
  packed: PackedAttachments,
  target: string,
): Promise<void> {
  mkdirSync(target, { recursive: true, mode: 0o700 })
  const made = new Set([target])
  for (const { name, file } of await readAttachments(directory, packed, target)) {
    const path = join(target, name)
    // Whoever can write to the backups must not be able to write elsewhere by that.
    if (!path.startsWith(target + sep)) throw new BackupDamaged(`${name} is no attachment's name`)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    for (let at = dirname(path); at.length > target.length; at = dirname(at)) made.add(at)
    await unpackFile(directory, file, `${path}.partial`)
    renameSync(`${path}.partial`, path)
  }
  for (const path of made) syncPath(path)
}
