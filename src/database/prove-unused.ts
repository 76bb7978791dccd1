import { existsSync } from 'node:fs'
import { Connection } from './connection.ts'
import { DatabaseBusy } from './errors.ts'

/**
 * Proves that nobody, in this process or another, has the database open, and
 * leaves it in one file: leaving WAL mode needs an exclusive lock, which no other
 * connection outlives (https://sqlite.org/wal.html#persistence_of_wal_mode).
 *
 * @throws DatabaseBusy while anybody has it open; DatabaseMissing, DatabaseCorrupt, …
 */
export function proveUnused(path: string): void {
  const connection = new Connection(path)
  try {
    const [row] = connection.query('PRAGMA journal_mode = DELETE', []).rows
    // SQLite may also answer with the mode that stays.
    if (row?.['journal_mode'] !== 'delete') throw new DatabaseBusy('it is open somewhere else')
  } finally {
    connection.close()
  }
  if (existsSync(`${path}-wal`)) throw new DatabaseBusy('its write-ahead log is still there')
}
