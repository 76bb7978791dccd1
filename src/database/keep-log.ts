import { constants, type Database } from 'bun:sqlite'

/**
 * SQLITE_FCNTL_NULL_IO, which bun:sqlite does not name: closes the descriptor of
 * the database, so that closing the connection leaves the files as they are
 * (https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntlnullio).
 */
const NULL_IO = 43

/**
 * To be called before the close of a connection whose disk has failed: a checkpoint would copy
 * pages from a log of which the disk may hold less than the cache.
 *
 * @param exclusive whether the connection shares the file with nobody
 */
export function keepLog(database: Database, exclusive: boolean): void {
  if (exclusive) {
    // What was copied already may not be on the disk either; who holds the lock needs no
    // descriptor to remove the log, and a limit would have it cut.
    database.run('PRAGMA journal_size_limit = -1')
    persistLog(database, true)
  }
  database.fileControl(NULL_IO)
}

/**
 * Whether the close of the last connection leaves the log, all of it where nobody has limited its
 * size (https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntlpersistwal).
 */
export function persistLog(database: Database, persist: boolean): void {
  database.fileControl(constants.SQLITE_FCNTL_PERSIST_WAL, persist ? 1 : 0)
}
