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
 * Applies the pending migrations with their records and the version, all in one
 * transaction: a file that fails at the third of them is as before the first, so
 * that the code it worked with can go on serving it. Another process may do the
 * same at the same time: the version is read again inside the lock, and nothing
 * runs twice.
 *
 * It blocks, and waits for locks as long as the connection's busy timeout says.
 *
 * @param owner whose database it has to be
 * @param before called with the version, inside the transaction, if anything is to be done:
 *   what it reads through another connection is what the migrations start from
 * @throws MigrationFailed naming the migration; the file is as it was
 */
export function migrate(
  connection: Connection,
  list: MigrationList,
  owner: string | undefined,
  to = list.latest,
  before?: (version: number) => void,
): MigrationOutcome {
  const target = Math.min(to, list.latest)
  return withoutForeignKeys(connection, () => {
    const { version } = check(connection, list, owner)
    if (version >= target) return { from: version, to: version, steps: [] }
    return connection.transaction(() => {
      const { version: from } = check(connection, list, owner)
      const pending = list.between(from, target)
      if (pending.length > 0) before?.(from)
      for (const migration of pending) apply(connection, migration)
      return { from, to: from + pending.length, steps: pending.map(({ name }) => name) }
    })
  })
}

/**
 * Undoes migrations down to version `to`, newest first, all in one transaction. A
 * file that is there already, or below, stays as it is, as does one outside the
 * bounds.
 *
 * @throws NewerSchema when the file has migrations that this code does not know
 * @throws MigrationFailed naming the migration; the file is as it was
 */
export function rollBackTo(
  connection: Connection,
  list: MigrationList,
  owner: string | undefined,
  { least, most, to }: RollbackBounds,
): MigrationOutcome {
  const stays = (version: number) => version < least || version > most || version <= to
  return withoutForeignKeys(connection, () => {
    const { version } = check(connection, list, owner)
    if (stays(version)) return { from: version, to: version, steps: [] }
    return connection.transaction(() => {
      const { version: from } = check(connection, list, owner)
      if (stays(from)) return { from, to: from, steps: [] }
      if (from > list.latest) {
        throw new NewerSchema('the file has migrations that this code does not know')
      }
      const undone = list.between(to, from).toReversed()
      for (const migration of undone) undo(connection, migration)
      return { from, to, steps: undone.map(({ name }) => name) }
    })
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
