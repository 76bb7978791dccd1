import { mkdirSync } from 'node:fs'
import { type FileLock, lockFile } from '../../database/file-lock.ts'
import type { DataDirectory } from '../data-directory.ts'
import type { BackupDirectory } from './backup-directory.ts'
import { BackupDirectoryUnusable, BackupRunning } from './errors.ts'

/**
 * Makes the directory, and keeps others from making a backup of these tenants or
 * into this directory meanwhile. The locks go with the process.
 *
 * @throws BackupRunning, BackupDirectoryUnusable
 */
export function lockForBackup(source: DataDirectory, target: BackupDirectory): Disposable {
  const held: FileLock[] = []
  const release = () => {
    for (const lock of held) lock.release()
  }
  try {
    makeDirectory(target.path)
    for (const path of [source.backupLock, target.lock]) {
      const outcome = lockFile(path, `process ${process.pid}`)
      if (!('release' in outcome)) {
        throw new BackupRunning(`${outcome.holder} is making a backup: wait for it`)
      }
      held.push(outcome)
    }
  } catch (error) {
    release()
    throw error
  }
  return { [Symbol.dispose]: release }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new BackupDirectoryUnusable(`backups cannot be kept in ${path}: ${reason}`, { cause })
  }
}
