import { existsSync, rmSync, statSync } from 'node:fs'
import { Connection } from './connection.ts'
import { copyDatabase } from './copy-database.ts'
import { DatabaseBusy } from './errors.ts'
import type { MigrationOutcome } from './migrate.ts'
import type { MigrationList } from './migration-list.ts'
import { apply, check, withoutForeignKeys } from './schema-step.ts'

/**
 * A larger file is copied even when nobody uses it: somebody who opens it in the
 * middle of a rehearsal must not wait for longer than a glance. Bytes.
 */
const LARGEST_IN_PLACE = 1_048_576

/** Waiting for the lock of a file that is not in use should not be needed; milliseconds. */
const BUSY_TIMEOUT = 10

/**
 * Runs the pending migrations for real and keeps nothing of it: in a transaction
 * that is rolled back, or on a copy when the file is in use or large. Whoever
 * uses the file is not kept waiting. It blocks its own thread.
 *
 * @param scratch path at which the copy may lie meanwhile; nothing stays there
 * @throws MigrationFailed, and whatever is wrong with the file
 */
export function rehearse(
  path: string,
  list: MigrationList,
  owner: string,
  scratch: string,
): MigrationOutcome {
  if (!isInUse(path) && sizeOf(path) <= LARGEST_IN_PLACE) {
    try {
      return rehearseAt(path, list, owner)
    } catch (error) {
      // Somebody has begun to use it.
      if (!(error instanceof DatabaseBusy)) throw error
    }
  }
  removeCopy(scratch)
  try {
    copyDatabase(path, scratch, owner)
    return rehearseAt(scratch, list, owner)
  } finally {
    removeCopy(scratch)
  }
}

function rehearseAt(path: string, list: MigrationList, owner: string): MigrationOutcome {
  const connection = new Connection(path, { busyTimeout: BUSY_TIMEOUT })
  try {
    return withoutForeignKeys(connection, () => {
      const { version } = check(connection, list, owner)
      if (version >= list.latest) return { from: version, to: version, steps: [] }
      connection.execute('BEGIN IMMEDIATE')
      try {
        const { version: from } = check(connection, list, owner)
        const pending = list.between(from, list.latest)
        for (const migration of pending) apply(connection, migration)
        return { from, to: from + pending.length, steps: pending.map(({ name }) => name) }
      } finally {
        if (connection.inTransaction) connection.execute('ROLLBACK')
      }
    })
  } finally {
    connection.close()
  }
}

/**
 * Whoever reads a file in WAL mode keeps its index beside it, and the last one
 * removes it (https://sqlite.org/walformat.html#the_wal_index_or_shm_file). A crash leaves one too;
 * then the copy was not needed.
 */
function isInUse(path: string): boolean {
  return existsSync(`${path}-shm`)
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function removeCopy(scratch: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    rmSync(`${scratch}${suffix}`, { force: true })
  }
}
