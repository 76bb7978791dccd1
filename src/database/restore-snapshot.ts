import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Connection } from './connection.ts'
import { DatabaseMissing, WrittenSince } from './errors.ts'
import { type FileMarks, markAsBack, NO_MARKS } from './file-marks.ts'
import { type MigrationOutcome, migrate } from './migrate.ts'
import type { MigrationList } from './migration-list.ts'
import { hasSameContent } from './same-content.ts'
import { check } from './schema-step.ts'
import { syncPath } from './sync-path.ts'

export interface Restoration {
  /** The file that is to come back; it stays where it is. */
  readonly snapshot: string
  /** Where the file that it replaces is kept, on the same file system. */
  readonly kept: string
  /** The version at which the file has to be; at another one it is left alone. */
  readonly version: number
  /** Also if something was written since the snapshot. */
  readonly discardWrites: boolean
}

const BUSY_TIMEOUT = 5_000

/**
 * Puts a snapshot in the place of a file that nobody has open. At every moment
 * either of the two lies at the path, and what is replaced is kept.
 *
 * @throws DatabaseBusy while anybody has the file open
 * @throws WrittenSince when the file is not what the migrations make of the snapshot
 * @throws DatabaseMissing without a snapshot
 */
export function restoreSnapshot(
  path: string,
  list: MigrationList,
  owner: string,
  { snapshot, kept, version, discardWrites }: Restoration,
  marks: FileMarks = NO_MARKS,
): MigrationOutcome {
  const fresh = `${path}.restored`
  const compared = `${path}.compared`
  const connection = new Connection(path, { busyTimeout: BUSY_TIMEOUT })
  try {
    const { version: from } = check(connection, list, owner)
    if (from !== version) return { from, to: from, steps: [] }
    const to = prepare(snapshot, fresh, list, owner)
    markAsBack(fresh, marks)
    if (!discardWrites) {
      prepare(snapshot, compared, list, owner, version)
      connection.query('ATTACH ? AS compared', [compared])
    }
    // Fails while any connection anywhere has the file, and removes the log
    // (https://sqlite.org/pragma.html#pragma_journal_mode).
    connection.execute('PRAGMA main.journal_mode = DELETE; BEGIN EXCLUSIVE')
    if (!discardWrites && !hasSameContent(connection, 'compared', marks.tables)) {
      throw new WrittenSince('something was written since: --discard-writes takes it back too')
    }
    rmSync(kept, { force: true })
    linkSync(path, kept)
    syncPath(dirname(kept))
    renameSync(fresh, path)
    syncPath(dirname(path))
    return { from, to, steps: [] }
  } finally {
    connection.close()
    remove(fresh)
    remove(compared)
  }
}

/** A copy that may be changed, on the disk; migrated if a version is given. @returns its version */
function prepare(
  snapshot: string,
  path: string,
  list: MigrationList,
  owner: string,
  version?: number,
): number {
  if (!existsSync(snapshot)) throw new DatabaseMissing('no snapshot of it was kept')
  remove(path)
  copyFileSync(snapshot, path)
  const connection = new Connection(path)
  let reached: number
  try {
    reached = check(connection, list, owner).version
    if (version === undefined) connection.useWal()
    else reached = migrate(connection, list, owner, version).to
  } finally {
    connection.close()
  }
  syncPath(path)
  return reached
}

function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true })
}
