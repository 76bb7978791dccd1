import { Connection } from '../../src/database/connection.ts'
import { DatabaseImage } from '../../src/database/database-image.ts'
import { migrate } from '../../src/database/migrate.ts'
import type { Migration } from '../../src/database/migration.ts'
import { MigrationList } from '../../src/database/migration-list.ts'
import { readSchemaState } from '../../src/database/schema-state.ts'

export const teams: Migration = {
  name: '0001-teams',
  up: [
    'CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT)',
    `CREATE TABLE players (
      id INTEGER PRIMARY KEY,
      team_id INTEGER NOT NULL REFERENCES teams(id) ON DELETE CASCADE
    )`,
  ],
  down: ['DROP TABLE players', 'DROP TABLE teams'],
}

export const colours: Migration = {
  name: '0002-colours',
  up: [
    'ALTER TABLE teams ADD COLUMN colour TEXT',
    "UPDATE teams SET colour = 'red'",
    'CREATE INDEX teams_colour ON teams(colour)',
  ],
  down: ['DROP INDEX teams_colour', 'ALTER TABLE teams DROP COLUMN colour'],
}

/** The parent table is dropped and made again, as SQLite needs it for most changes. */
export const rebuilt: Migration = {
  name: '0003-rebuilt',
  up: [
    'CREATE TABLE new_teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL, colour TEXT)',
    'INSERT INTO new_teams SELECT id, name, colour FROM teams',
    'DROP TABLE teams',
    'ALTER TABLE new_teams RENAME TO teams',
    'CREATE INDEX teams_colour ON teams(colour)',
  ],
  down: [
    'CREATE TABLE old_teams (id INTEGER PRIMARY KEY, name TEXT, colour TEXT)',
    'INSERT INTO old_teams SELECT id, name, colour FROM teams',
    'DROP TABLE teams',
    'ALTER TABLE old_teams RENAME TO teams',
    'CREATE INDEX teams_colour ON teams(colour)',
  ],
}

export const all = [teams, colours, rebuilt]

export function listOf(...migrations: Migration[]): MigrationList {
  return new MigrationList(migrations)
}

/** A new file with these migrations applied. */
export function createAt(path: string, ...migrations: Migration[]): string {
  new DatabaseImage(listOf(...migrations)).write(path, 'owner')
  return path
}

export function migrateTo(path: string, ...migrations: Migration[]) {
  return withConnection(path, (connection) => migrate(connection, listOf(...migrations), 'owner'))
}

export function withConnection<T>(path: string, work: (connection: Connection) => T): T {
  const connection = new Connection(path, { busyTimeout: 10_000 })
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}

export function versionOf(path: string): number {
  return withConnection(path, (connection) => readSchemaState(connection, undefined).version)
}

/** The text of the schema, and what is recorded of how it came to be. */
export function schemaOf(path: string) {
  return withConnection(path, (connection) => ({
    schema: connection.query(
      'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2',
      [],
    ).rows,
    records: connection.query(
      `SELECT version, name, checksum, fingerprint, readable_from, writable_from
       FROM schema_migrations ORDER BY version`,
      [],
    ).rows,
    version: connection.query('PRAGMA user_version', []).rows,
  }))
}
