import type { Connection } from './connection.ts'
import { MigrationFailed, NewerSchema } from './errors.ts'
import type { MigrationList, NumberedMigration } from './migration-list.ts'
import { readSchemaState, type SchemaState } from './schema-state.ts'

export interface MigrationOutcome {
  /** Schema version before and after. */
  readonly from: number
  readonly to: number
  /** Names of the migrations that this call applied or undid, in that order. */
  readonly steps: readonly string[]
}

/**
 * Applies the pending migrations, each in one transaction with its record and
 * the version. Another process may do the same at the same time: the version is
 * read again inside the lock, and nothing runs twice.
 *
 * It blocks, and waits for locks as long as the connection's busy timeout says.
 *
 * @param owner whose database it has to be
 * @throws MigrationFailed naming the migration; the file keeps the version before it
 */
export function migrate(
  connection: Connection,
  list: MigrationList,
  owner: string | undefined,
  to = list.latest,
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
        step(connection, migration, 'up')
        record(connection, migration)
        steps.push(migration.name)
        return migration.version
      })
    }
    return { from, to: version, steps }
  })
}

/**
 * Undoes the last `count` migrations, newest first, each in its own transaction.
 *
 * @throws NewerSchema when the file has migrations that this code does not know
 * @throws MigrationFailed
 */
export function rollBack(
  connection: Connection,
  list: MigrationList,
  owner: string | undefined,
  count: number,
): MigrationOutcome {
  const steps: string[] = []
  return withoutForeignKeys(connection, () => {
    const { version: from } = check(connection, list, owner)
    const target = Math.max(0, from - count)
    let version = from
    while (version > target) {
      version = connection.transaction(() => {
        const current = check(connection, list, owner)
        const migration = list.at(current.version)
        if (!migration)
          throw new NewerSchema('the file has migrations that this code does not know')
        if (current.version <= target) return current.version
        step(connection, migration, 'down')
        connection.prepare('DELETE FROM schema_migrations WHERE version = ?').run(migration.version)
        connection.execute(`PRAGMA user_version = ${migration.version - 1}`)
        steps.push(migration.name)
        return migration.version - 1
      })
    }
    return { from, to: version, steps }
  })
}

function check(
  connection: Connection,
  list: MigrationList,
  owner: string | undefined,
): SchemaState {
  const state = readSchemaState(connection, owner)
  list.fit(state)
  return state
}

/**
 * Rebuilding a parent table drops it, and with foreign keys on that empties its
 * cascading children without a word. The pragma is ignored inside a transaction
 * (https://sqlite.org/lang_altertable.html#otheralter).
 */
function withoutForeignKeys<T>(connection: Connection, work: () => T): T {
  connection.execute('PRAGMA foreign_keys = OFF')
  try {
    return work()
  } finally {
    connection.execute('PRAGMA foreign_keys = ON')
  }
}

function step(
  connection: Connection,
  migration: NumberedMigration,
  direction: 'up' | 'down',
): void {
  try {
    for (const sql of migration[direction]) connection.execute(sql)
    const broken = connection.query('PRAGMA foreign_key_check', []).rows
    if (broken.length > 0) {
      throw new Error(`${broken.length} rows refer to rows that no longer exist`)
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MigrationFailed(`${migration.name} (${direction}): ${reason}`, { cause: error })
  }
}

function record(connection: Connection, migration: NumberedMigration): void {
  connection
    .prepare(
      `INSERT INTO schema_migrations (version, name, checksum, fingerprint, readable_from, writable_from)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(
      migration.version,
      migration.name,
      migration.checksum,
      migration.fingerprint,
      migration.readableFrom,
      migration.writableFrom,
    )
  connection.execute(`PRAGMA user_version = ${migration.version}`)
}
