import { existsSync, statSync } from 'node:fs'
import type { Connection } from './connection.ts'
import { withConnection } from './with-connection.ts'

/** Somebody who begins to use the file in the middle of a look makes it look again. */
const ATTEMPTS = 3

/**
 * Reads a database and leaves its directory as it is: no lock that anybody waits
 * for, no checkpoint, no `-wal` or `-shm` that was not there.
 *
 * A file without a log is read as one that nobody changes, and again when
 * somebody did. That is not for a process that has the file open itself: see
 * {@link ConnectionOptions.access}. A file with one is read as its users do.
 *
 * @throws DatabaseMissing, DatabaseCorrupt, DatabaseBusy, …
 */
export function lookAt<T>(path: string, work: (connection: Connection) => T): T {
  for (let attempt = 0; attempt < ATTEMPTS && isAtRest(path); attempt += 1) {
    const before = stampOf(path)
    const outcome = attemptTo(() => withConnection(path, work, { access: 'frozen' }))
    // What was read of a file that changed meanwhile says nothing, its errors included.
    if (isAtRest(path) && stampOf(path) === before) return outcome()
  }
  return withConnection(path, work, { access: 'read-only' })
}

/** No transaction of anybody lies beside the file. */
function isAtRest(path: string): boolean {
  return !existsSync(`${path}-wal`) && !existsSync(`${path}-journal`)
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found ? `${found.ino} ${found.size} ${found.mtimeNs}` : ''
}

function attemptTo<T>(work: () => T): () => T {
  try {
    const result = work()
    return () => result
  } catch (error) {
    return () => {
      throw error
    }
  }
}
