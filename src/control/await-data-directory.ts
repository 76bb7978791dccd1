import { pause } from '../database/backoff.ts'
import type { FileLock } from '../database/file-lock.ts'
import type { DataDirectory } from '../tenancy/data-directory.ts'
import { DataDirectoryLocked } from '../tenancy/errors.ts'
import { isRunning } from '../tenancy/is-running.ts'
import { assertNoServer } from './assert-no-server.ts'
import { type LockNote, lockDataDirectory } from './data-directory-lock.ts'

/** How long somebody who only passes through may keep others waiting; milliseconds. */
const PATIENCE = 5_000
const RETRY_EVERY = 50

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
  const { lock } = await takeOrAsk<never>(directory, { holder, socket }, async (note) => {
    if (isLivingServer(note)) throw lockedBy(directory, note)
    return undefined
  })
  return lock as FileLock
}

/** Who wants a data directory. */
type Taker = Pick<LockNote, 'holder' | 'socket'>

export type Taken<Answer> =
  | { readonly lock: FileLock; readonly answer?: never }
  | { readonly lock?: never; readonly answer: Answer }

/**
 * Takes the data directory, or gets along without: as long as somebody else has
 * it, `ask` is called with who that is, until it has an answer.
 *
 * @throws DataDirectoryLocked after a while without either
 */
export async function takeOrAsk<Answer>(
  directory: DataDirectory,
  { holder, socket }: Taker,
  ask: (note: LockNote) => Promise<Answer | undefined>,
): Promise<Taken<Answer>> {
  const deadline = performance.now() + PATIENCE
  for (;;) {
    const outcome = lockDataDirectory(directory, holder, socket)
    if (outcome.acquired) return { lock: await unlessServed(directory, outcome.lock) }
    const { note } = outcome
    const answer = await ask(note)
    if (answer !== undefined) return { answer }
    if (performance.now() > deadline) throw lockedBy(directory, note)
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
function lockedBy(directory: DataDirectory, { holder, pid }: LockNote): DataDirectoryLocked {
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
