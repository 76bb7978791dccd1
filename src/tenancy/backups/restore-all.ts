import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Examination } from '../../database/examine-database.ts'
import { syncPath } from '../../database/sync-path.ts'
import { type DataDirectory, databaseIn, syncDirectory } from '../data-directory.ts'
import { TenancyError } from '../errors.ts'
import { assertSound } from './assert-sound.ts'
import type { BackupDirectory } from './backup-directory.ts'
import type { BackupEntry, BackupFailure, Manifest } from './manifest.ts'
import { unpackFile } from './pack.ts'
import { prepareRestore } from './prepare-restore.ts'

export interface WholeRestoration {
  readonly directory: BackupDirectory
  readonly manifest: Manifest
  /** Empty, apart from its lock, or left by a restoration that was interrupted. */
  readonly target: DataDirectory
  /** As for a verification. */
  examineTenant(path: string, owner: string): Examination
  examineRegistry(path: string): Examination
}

export interface WholeRestorationReport {
  readonly backup: string
  readonly workspaces: number
  readonly bytes: number
  /** Those that are in the registry and have no file now. */
  readonly failed: readonly BackupFailure[]
}

/** The data directory is not one into which everything can be restored. */
export class NotEmpty extends TenancyError {
  override name = 'NotEmpty'
}

/**
 * Builds a data directory out of one backup. Until all of it is there it is
 * marked as unfinished, and nobody serves it. Only for whoever holds its lock.
 *
 * @throws NotEmpty; BackupDamaged when the auth database cannot be restored
 */
export async function restoreAll(restoration: WholeRestoration): Promise<WholeRestorationReport> {
  const { directory, manifest, target, examineRegistry } = restoration
  clear(target)
  mkdirSync(target.restoring, { mode: 0o700 })
  syncDirectory(target.path)
  const registry = join(target.restoring, 'auth.db')
  await unpackFile(directory, manifest.registry, registry)
  assertSound(examineRegistry(registry))
  const failed = manifest.failed.filter(
    ({ id }) => !manifest.workspaces.some((one) => one.id === id),
  )
  let bytes = manifest.registry.bytes
  for (const entry of manifest.workspaces) {
    try {
      await restoreTenant(restoration, entry)
      bytes += entry.database.bytes
    } catch (error) {
      rmSync(target.tenant(entry.id), { recursive: true, force: true })
      const reason = error instanceof Error ? error.message : String(error)
      failed.push({ id: entry.id, slug: entry.slug, error: reason })
    }
  }
  for (const shard of shardsOf(target)) syncDirectory(shard)
  // The last of all: with it the tenants are there.
  renameSync(registry, target.authDatabase)
  syncDirectory(target.path)
  rmSync(target.restoring, { recursive: true })
  syncDirectory(target.path)
  return { backup: manifest.id, workspaces: manifest.workspaces.length, bytes, failed }
}

async function restoreTenant(
  { directory, target, examineTenant }: WholeRestoration,
  { id, archived, database, files }: BackupEntry,
): Promise<void> {
  const path = target.tenant(id)
  target.makeShard(id)
  mkdirSync(join(path, 'files'), { recursive: true, mode: 0o700 })
  const source = { kind: 'backup', directory: directory.path, database, files } as const
  const preparation = { source, owner: id, target: databaseIn(path), files: join(path, 'files') }
  await prepareRestore(preparation, examineTenant)
  if (archived) {
    // It is packed in the same way.
    copyFileSync(join(directory.run(database.run), database.path), target.archive(id))
    syncPath(target.archive(id))
    rmSync(databaseIn(path))
  }
  syncDirectory(path)
}

/** @throws NotEmpty */
function clear(target: DataDirectory): void {
  if (existsSync(target.restoring)) {
    for (const shard of shardsOf(target)) rmSync(shard, { recursive: true })
    rmSync(target.authDatabase, { force: true })
    rmSync(target.restoring, { recursive: true })
    return
  }
  const others = readdirSync(target.path).filter(
    (name) => !/^server\.lock|^backup\.lock/.test(name),
  )
  if (others.length === 0) return
  throw new NotEmpty(
    `${target.path} is not empty (${others[0]}): set DATA_DIR to a directory that is`,
  )
}

function shardsOf(target: DataDirectory): string[] {
  return readdirSync(target.path)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .map((name) => join(target.path, name))
}
