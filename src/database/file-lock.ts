import { Database } from 'bun:sqlite'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseBusy } from './errors.ts'
import { translateError } from './translate-error.ts'

/** A lock that the operating system lets go of however its holder dies. */
export interface FileLock {
  release(): void
}

/** Who holds a lock, in its own words. */
export interface LockHeld {
  readonly holder: string
}

/**
 * Takes the lock at `path`, which becomes an empty SQLite file with an open
 * write transaction: SQLite's locks are fcntl(2) locks, so no lock outlives its
 * process, and no file that a crash left behind looks like one.
 *
 * @param note who takes it, for whoever comes later; kept in a file beside it
 * @throws CannotOpen when the file cannot be made
 */
export function lockFile(path: string, note: string): FileLock | LockHeld {
  // Not inside the lock's own file: others could read it there only after a
  // COMMIT, and with that the lock would be free for a moment.
  const notePath = `${path}.holder`
  let database: Database | undefined
  try {
    database = new Database(path, { readwrite: true, create: true, strict: true })
    database.run('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE')
    writeFileSync(notePath, note, { mode: 0o600 })
  } catch (error) {
    database?.close(true)
    const named = translateError(error)
    if (named instanceof DatabaseBusy) return { holder: readNote(notePath) }
    throw named
  }
  return releasing(database, notePath)
}

function releasing(database: Database, notePath: string): FileLock {
  let held = true
  return {
    release() {
      if (!held) return
      held = false
      // Before the lock goes: afterwards the note may be somebody else's.
      rmSync(notePath, { force: true })
      database.close(true)
    },
  }
}

function readNote(path: string): string {
  try {
    return readFileSync(path, 'utf8') || 'another process'
  } catch {
    // It has the lock, but has not written its note yet.
    return 'another process'
  }
}
