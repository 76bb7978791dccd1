import { Connection } from './connection.ts'
import { readSchemaState } from './schema-state.ts'

/** A writer holds others up for the time of a recovery at the most; milliseconds. */
const BUSY_TIMEOUT = 1_000

/**
 * Copies a database of ours as it is now, also while others use it, whom one
 * reader more does not block (https://sqlite.org/lang_vacuum.html#vacuuminto).
 * The copy is not in WAL mode, and not synced.
 *
 * @param owner whose database it has to be; absent accepts anybody's
 * @throws DatabaseMissing, ForeignDatabase, DatabaseCorrupt, …
 */
export function copyDatabase(path: string, to: string, owner?: string): void {
  const connection = new Connection(path, { busyTimeout: BUSY_TIMEOUT })
  try {
    // Not even a copy is made of what is not ours.
    readSchemaState(connection, owner)
    // The new file takes this over. Whoever needs it on the disk syncs it once, at the end.
    connection.execute('PRAGMA synchronous = OFF')
    try {
      connection.query('VACUUM INTO ?', [to])
    } finally {
      // A checkpoint at the close is of somebody's live file.
      connection.execute('PRAGMA synchronous = NORMAL')
    }
  } finally {
    connection.close()
  }
}
