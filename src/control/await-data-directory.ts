import { pause } from '../database/backoff.ts'
import type { FileLock } from '../database/file-lock.ts'
import type { DataDirectory } from '../tenancy/data-directory.ts'
import { DataDirectoryLocked } from '../tenancy/errors.ts'
import { isRunning } from '../tenancy/is-running.ts'
import { assertNoServer } from './assert-no-server.ts'
import { type LockNote, lockDataDirectory } from './data-directory-lock.ts'

/** How long somebody who only passes through may keep others waiting; milliseconds. */
export const PATIENCE = 5_000
export const RETRY_EVERY = 50

/**
 * Takes the data directory, and waits a while for a command that is about to
 * end. A server is not waited for.
 *
 * @throws DataDirectoryLocked
 */
export async function awaitDataDirectory(
  directory: DataDirectory,
  holder: string,
  socket: string | null = null,
): Promise<FileLock> {
  const deadline = performance.now() + PATIENCE
  for (;;) {
    const outcome = lockDataDirectory(directory, holder, socket)
    if (outcome.acquired) return unlessServed(directory, outcome.lock)
    const { note } = outcome
    if (isLivingServer(note) || performance.now() > deadline) throw lockedBy(directory, note)
    await pause(RETRY_EVERY)
  }
}

async function unlessServed(directory: DataDirectory, lock: FileLock): Promise<FileLock> {
  try {
    await assertNoServer(directory)
    return lock
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The error for whoever needs the directory and cannot have it. */
export function lockedBy(directory: DataDirectory, { holder, pid }: LockNote): DataDirectoryLocked {
  const who = holder === 'server' ? 'a server' : holder
  const which = pid > 0 ? ` (process ${pid})` : ''
  return new DataDirectoryLocked(
    `the data directory ${directory.path} is in use by ${who}${which}: stop it, or set DATA_DIR to another directory`,
  )
}

/** The note of a killed server is read until the next holder has written its own. */
function isLivingServer({ holder, pid }: LockNote): boolean {
  return holder === 'server' && isRunning(pid)
}
