import type { Connection } from './connection.ts'
import { MigrationFailed } from './errors.ts'
import type { MigrationList, NumberedMigration } from './migration-list.ts'
import { onlyAdds } from './only-adds.ts'
import { readSchemaState, type SchemaState } from './schema-state.ts'

/**
 * What the file says of itself, if it is one that this code may migrate.
 *
 * @throws ForeignDatabase, NewerSchema, MigrationHistoryChanged
 */
export function check(
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
export function withoutForeignKeys<T>(connection: Connection, work: () => T): T {
  connection.execute('PRAGMA foreign_keys = OFF')
  try {
    return work()
  } finally {
    connection.execute('PRAGMA foreign_keys = ON')
  }
}

/** Runs one migration and records it, inside the caller's transaction. @throws MigrationFailed */
export function apply(connection: Connection, migration: NumberedMigration): void {
  step(connection, migration, 'up')
  record(connection, migration)
}

/** Takes one migration back, inside the caller's transaction. @throws MigrationFailed */
export function undo(connection: Connection, migration: NumberedMigration): void {
  step(connection, migration, 'down')
  connection.prepare('DELETE FROM schema_migrations WHERE version = ?').run(migration.version)
  connection.execute(`PRAGMA user_version = ${migration.version - 1}`)
}

function step(
  connection: Connection,
  migration: NumberedMigration,
  direction: 'up' | 'down',
): void {
  try {
    for (const sql of migration[direction]) connection.execute(sql)
    // The check reads every row that refers to another: in a large file it takes seconds.
    if (!migration[direction].every(onlyAdds)) assertReferences(connection)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MigrationFailed(`${migration.name} (${direction}): ${reason}`, { cause: error })
  }
}

function assertReferences(connection: Connection): void {
  const broken = connection.query('PRAGMA foreign_key_check', []).rows
  if (broken.length > 0) throw new Error(`${broken.length} rows refer to rows that no longer exist`)
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
