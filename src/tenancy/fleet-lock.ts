import { pause } from '../database/backoff.ts'
import { type FileLock, lockFile } from '../database/file-lock.ts'
import type { DataDirectory } from './data-directory.ts'

/** How often somebody who waits looks again; milliseconds. */
const RETRY_EVERY = 100

/**
 * Makes this process the only one that runs over the fleet. Whoever comes second
 * waits, and then goes on with what is left. The lock ends with its process.
 *
 * @param onWait told once who has the lock, if somebody has
 * @returns undefined when `signal` ended the wait
 */
export async function lockFleet(
  directory: DataDirectory,
  onWait: (holder: string) => void,
  signal: AbortSignal,
): Promise<FileLock | undefined> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const outcome = lockFile(directory.migrationLock, `process ${process.pid}`)
    if ('release' in outcome) return outcome
    if (attempt === 0) onWait(outcome.holder)
    await pause(RETRY_EVERY)
  }
  return undefined
}
