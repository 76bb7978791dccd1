import { constants, Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { DatabaseMissing, type DurabilityLost } from './errors.ts'
import type { SpaceLimit } from './space.ts'
import { translateError } from './translate-error.ts'

export interface ConnectionOptions {
  /**
   * `NORMAL` loses the last commits on power loss, never on a crash of the
   * process; `FULL` syncs on each commit (https://sqlite.org/pragma.html#pragma_synchronous).
   */
  readonly synchronous?: 'NORMAL' | 'FULL'
  /** How long a statement may wait, synchronously, for another connection's lock; in milliseconds. */
  readonly busyTimeout?: number
  /**
   * `exclusive` shares the file with nobody: whoever has it open is met as DatabaseBusy, and so is
   * whoever comes. Nothing is read yet, so `synchronous` is what SQLite begins with, FULL, and
   * whoever writes sets `secure_delete`. `read-only` leaves the log beside the file as it
   * is. `frozen` reads the file alone, without locks and without leaving anything beside it, as if
   * nobody could change it (https://sqlite.org/uri.html#uriimmutable). Its close drops the locks
   * that this process has on the file, so nobody else in the process may have it open.
   */
  readonly access?: 'read-write' | 'exclusive' | 'read-only' | 'frozen'
  /**
   * Pages of the log from which on each commit moves it into the file; 1000 when absent
   * (https://sqlite.org/pragma.html#pragma_wal_autocheckpoint).
   */
  readonly checkpointAfter?: number | undefined
  /** See {@link SpaceLimit}; absent, it grows as long as the disk has room. */
  readonly space?: SpaceLimit | undefined
  /** Told when a sync of SQLite's own has failed. */
  readonly onDurabilityLost?: (error: DurabilityLost) => void
}

/** What every connection that writes needs; the schema is parsed for it. */
const WRITER_SETTINGS = 'PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 4194304'

/**
 * A handle on an existing file, with the settings that all of ours have.
 *
 * @throws DatabaseMissing, CannotOpen, DatabaseCorrupt, DatabaseBusy
 */
export function connect(path: string, options: ConnectionOptions): Database {
  let database: Database
  try {
    database = openDatabase(path, options.access)
  } catch (error) {
    if (!existsSync(path))
      throw new DatabaseMissing('the database file is missing', { cause: error })
    throw translateError(error)
  }
  try {
    database.run(
      `PRAGMA busy_timeout = ${options.busyTimeout ?? 0};
       PRAGMA foreign_keys = ON`,
    )
    // Before anything that reads: then the index of the log stays in memory
    // (https://sqlite.org/wal.html#use_of_wal_without_shared_memory).
    if (options.access === 'exclusive') database.run('PRAGMA locking_mode = EXCLUSIVE')
    else database.run(`${WRITER_SETTINGS}; PRAGMA synchronous = ${options.synchronous ?? 'NORMAL'}`)
    if (options.checkpointAfter !== undefined) {
      database.run(`PRAGMA wal_autocheckpoint = ${options.checkpointAfter}`)
    }
    if (options.space) cap(database, options.space)
  } catch (error) {
    database.close(true)
    throw translateError(error)
  }
  return database
}

/** From here on SQLite itself refuses to grow, whoever writes (https://sqlite.org/pragma.html#pragma_max_page_count). */
function cap(database: Database, { quota, reserve }: SpaceLimit): void {
  const pragma = (name: 'page_count' | 'page_size') =>
    database.query<Record<string, number>, []>(`PRAGMA ${name}`).get()?.[name] ?? 0
  const pageSize = pragma('page_size')
  const size = pragma('page_count') * pageSize
  // A file that was larger when it got its quota still has the reserve, to become smaller with.
  const bytes = (size > quota + reserve ? size : quota) + reserve
  database.run(`PRAGMA max_page_count = ${Math.ceil(bytes / pageSize)}`)
}

function openDatabase(path: string, access: ConnectionOptions['access']): Database {
  if (access === 'read-only') return new Database(path, { readonly: true, strict: true })
  if (access === 'frozen') {
    const { SQLITE_OPEN_READONLY, SQLITE_OPEN_URI } = constants
    const { href } = pathToFileURL(path)
    return new Database(`${href}?immutable=1`, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
  }
  // `create: false` alone is refused, and with `strict` alone it creates.
  return new Database(path, { readwrite: true, create: false, strict: true })
}
