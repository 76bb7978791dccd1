import { Database } from 'bun:sqlite'
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
 * Takes the lock at `path`, which becomes a tiny SQLite file with an open write
 * transaction: SQLite's locks are fcntl(2) locks, so no lock outlives its
 * process, and no file that a crash left behind looks like one.
 *
 * @param note who takes it, for whoever comes later
 * @throws CannotOpen when the file cannot be made
 */
export function lockFile(path: string, note: string): FileLock | LockHeld {
  let database: Database | undefined
  try {
    database = new Database(path, { readwrite: true, create: true, strict: true })
    database.run('PRAGMA busy_timeout = 0; CREATE TABLE IF NOT EXISTS holder (note TEXT NOT NULL)')
    database.run('BEGIN IMMEDIATE; DELETE FROM holder')
    database.query('INSERT INTO holder (note) VALUES (?)').run(note)
    // Committed, the note can be read while the next transaction keeps the lock.
    database.run('COMMIT; BEGIN IMMEDIATE')
    const held = database
    return { release: () => held.close(true) }
  } catch (error) {
    const named = translateError(error)
    const holder = named instanceof DatabaseBusy && database ? readNote(database) : undefined
    database?.close(true)
    if (holder !== undefined) return { holder }
    throw named
  }
}

function readNote(database: Database): string {
  try {
    const row = database.query<{ note: string }, []>('SELECT note FROM holder').get()
    return row?.note ?? 'another process'
  } catch {
    return 'another process'
  }
}
