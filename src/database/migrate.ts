import type { Connection } from './connection.ts'
import { NewerSchema } from './errors.ts'
import type { MigrationList } from './migration-list.ts'
import { apply, check, undo, withoutForeignKeys } from './schema-step.ts'

export interface MigrationOutcome {
  /** Schema version before and after. */
  readonly from: number
  readonly to: number
  /** Names of the migrations that this call applied or undid, in that order. */
  readonly steps: readonly string[]
}

/** Which versions a file may have that is to be taken back to version `to`. */
export interface RollbackBounds {
  readonly least: number
  readonly most: number
  readonly to: number
}

/**
 * Applies the pending migrations, each in one transaction with its record and
 * the version. Another process may do the same at the same time: the version is
 * read again inside the lock, and nothing runs twice.
 *
 * It blocks, and waits for locks as long as the connection's busy timeout says.
 *
 * @param owner whose database it has to be
 * @param before called with the version, inside the first transaction, if anything is to be done:
 *   what it reads through another connection is what the migrations start from
 * @throws MigrationFailed naming the migration; the file keeps the version before it
 */
export function migrate(
  connection: Connection,
  list: MigrationList,
  owner: string | undefined,
  to = list.latest,
  before?: (version: number) => void,
): MigrationOutcome {
  const steps: string[] = []
  return withoutForeignKeys(connection, () => {
    const { version: from } = check(connection, list, owner)
    const target = Math.min(to, list.latest)
    let version = from
    while (version < target) {
      version = connection.transaction(() => {
        const current = check(connection, list, owner)
        const migration = list.at(current.version + 1)
        if (!migration || current.version >= target) return current.version
        if (steps.length === 0) before?.(current.version)
        apply(connection, migration)
        steps.push(migration.name)
        return migration.version
      })
    }
    return { from, to: version, steps }
  })
}

/**
 * Undoes migrations down to version `to`, newest first, each in its own
 * transaction. A file that is there already, or below, stays as it is, as
 * does one outside the bounds.
 *
 * @throws NewerSchema when the file has migrations that this code does not know
 * @throws MigrationFailed
 */
export function rollBackTo(
  connection: Connection,
  list: MigrationList,
  owner: string | undefined,
  { least, most, to }: RollbackBounds,
): MigrationOutcome {
  const steps: string[] = []
  return withoutForeignKeys(connection, () => {
    const { version: from } = check(connection, list, owner)
    if (from < least || from > most) return { from, to: from, steps }
    let version = from
    while (version > to) {
      version = connection.transaction(() => {
        const current = check(connection, list, owner)
        const migration = list.at(current.version)
        if (!migration)
          throw new NewerSchema('the file has migrations that this code does not know')
        if (current.version <= to) return current.version
        undo(connection, migration)
        steps.push(migration.name)
        return migration.version - 1
      })
    }
    return { from, to: version, steps }
  })
}

/** {@link rollBackTo} the version `count` below that of the file. */
export function rollBack(
  connection: Connection,
  list: MigrationList,
  owner: string | undefined,
  count: number,
): MigrationOutcome {
  const { version } = check(connection, list, owner)
  return rollBackTo(connection, list, owner, {
    least: version,
    most: version,
    to: Math.max(0, version - count),
  })
}
