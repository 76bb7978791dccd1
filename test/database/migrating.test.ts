import { describe, expect, test } from 'bun:test'
import { MigrationFailed, PendingMigrations } from '../../src/database/errors.ts'
import { migrate, rollBack } from '../../src/database/migrate.ts'
import type { Migration } from '../../src/database/migration.ts'
import { MigrationList } from '../../src/database/migration-list.ts'
import { SqliteDatabase } from '../../src/database/sqlite-database.ts'
import {
  all,
  colours,
  createAt,
  listOf,
  migrateTo,
  rebuilt,
  schemaOf,
  teams,
  versionOf,
  withConnection,
} from './schemas.ts'
import { noteMigrations, scratch } from './scratch.ts'

const here = scratch()

function addTeam(path: string): void {
  withConnection(path, (connection) => {
    connection.execute("INSERT INTO teams (id, name) VALUES (1, 'Ajax')")
    connection.execute('INSERT INTO players (id, team_id) VALUES (1, 1), (2, 1)')
  })
}

function rowsOf(path: string, table: 'teams' | 'players') {
  return withConnection(path, (connection) => connection.query(`SELECT * FROM ${table}`, []).rows)
}

test('a new file and one that was migrated step by step are the same', () => {
  const fresh = createAt(here.path('fresh.db'), ...all)
  const stepwise = createAt(here.path('stepwise.db'))
  expect(versionOf(stepwise)).toBe(0)
  for (let count = 1; count <= all.length; count += 1) {
    const steps = all.slice(0, count)
    expect(migrateTo(stepwise, ...steps)).toEqual({
      from: count - 1,
      to: count,
      steps: [steps.at(-1)?.name ?? ''],
    })
  }
  expect(schemaOf(stepwise)).toEqual(schemaOf(fresh))
})

test('nothing happens to a file that is up to date', () => {
  const path = createAt(here.path('a.db'), ...all)
  const before = schemaOf(path)
  expect(migrateTo(path, ...all)).toEqual({ from: 3, to: 3, steps: [] })
  expect(schemaOf(path)).toEqual(before)
})

test('a file can be taken to a version in between, and no further than the list goes', () => {
  const path = createAt(here.path('a.db'))
  withConnection(path, (connection) => {
    expect(migrate(connection, listOf(...all), 'owner', 2)).toMatchObject({ from: 0, to: 2 })
    expect(migrate(connection, listOf(...all), 'owner', 99)).toMatchObject({ from: 2, to: 3 })
    expect(migrate(connection, listOf(...all), 'owner', 1)).toMatchObject({ from: 3, to: 3 })
  })
})

describe('a migration that fails', () => {
  const broken: Migration = {
    name: '0003-broken',
    up: [
      "UPDATE teams SET colour = 'blue'",
      'CREATE TABLE extra (id)',
      'INSERT INTO nowhere VALUES (1)',
    ],
    down: [],
  }

  test('leaves schema, record, version and rows as they were', () => {
    const path = createAt(here.path('a.db'), teams, colours)
    addTeam(path)
    const before = schemaOf(path)
    expect(() => migrateTo(path, teams, colours, broken)).toThrow(MigrationFailed)
    expect(() => migrateTo(path, teams, colours, broken)).toThrow(/0003-broken.*nowhere/)
    expect(schemaOf(path)).toEqual(before)
    expect(rowsOf(path, 'teams')).toMatchObject([{ colour: null }])
  })

  test('takes those with it that it came with, and the snapshot saw the file before them', () => {
    const path = createAt(here.path('a.db'), teams)
    const before = schemaOf(path)
    const versions: number[] = []
    withConnection(path, (connection) => {
      const list = listOf(teams, colours, broken)
      const note = (version: number) => versions.push(version)
      expect(() => migrate(connection, list, 'owner', undefined, note)).toThrow(MigrationFailed)
    })
    expect(versions).toEqual([1])
    expect(schemaOf(path)).toEqual(before)
  })

  test('when it is undone after others leaves these done', () => {
    const stuck: Migration = { ...teams, down: ['DROP TABLE nowhere'] }
    const path = createAt(here.path('a.db'), stuck, colours)
    const before = schemaOf(path)
    withConnection(path, (connection) => {
      expect(() => rollBack(connection, listOf(stuck, colours), 'owner', 2)).toThrow(/0001.*down/)
    })
    expect(schemaOf(path)).toEqual(before)
  })

  test('when it is undone leaves everything too', () => {
    const stuck: Migration = { ...colours, down: ['DROP INDEX teams_colour', 'DROP TABLE nowhere'] }
    const path = createAt(here.path('a.db'), teams, stuck)
    const before = schemaOf(path)
    withConnection(path, (connection) => {
      expect(() => rollBack(connection, listOf(teams, stuck), 'owner', 1)).toThrow(MigrationFailed)
    })
    expect(schemaOf(path)).toEqual(before)
  })
})

describe('foreign keys', () => {
  test('rebuilding a parent table keeps its cascading children', () => {
    const path = createAt(here.path('a.db'), teams, colours)
    addTeam(path)
    migrateTo(path, ...all)
    expect(rowsOf(path, 'teams')).toHaveLength(1)
    expect(rowsOf(path, 'players')).toHaveLength(2)
    withConnection(path, (connection) => {
      rollBack(connection, listOf(...all), 'owner', 1)
    })
    expect(rowsOf(path, 'players')).toHaveLength(2)
  })

  test('are on again afterwards, also when the migration failed', () => {
    const path = createAt(here.path('a.db'), teams)
    const failing = { ...colours, up: ['INSERT INTO nowhere VALUES (1)'] }
    withConnection(path, (connection) => {
      const enforced = () => connection.query('PRAGMA foreign_keys', []).rows
      expect(() => migrate(connection, listOf(teams, failing), 'owner')).toThrow(MigrationFailed)
      expect(enforced()).toEqual([{ foreign_keys: 1 }])
      migrate(connection, listOf(...all), 'owner')
      expect(enforced()).toEqual([{ foreign_keys: 1 }])
      rollBack(connection, listOf(...all), 'owner', 3)
      expect(enforced()).toEqual([{ foreign_keys: 1 }])
    })
  })

  test('a migration that leaves a row without its parent fails', () => {
    const path = createAt(here.path('a.db'), teams)
    addTeam(path)
    const orphaning = { name: '0002-orphaning', up: ['DELETE FROM teams'], down: [] }
    expect(() => migrateTo(path, teams, orphaning)).toThrow(/2 rows refer to rows/)
    expect(versionOf(path)).toBe(1)
    expect(rowsOf(path, 'teams')).toHaveLength(1)
  })
})

describe('rolling back', () => {
  test('undoes the last migrations, newest first', () => {
    const path = createAt(here.path('a.db'), ...all)
    withConnection(path, (connection) => {
      expect(rollBack(connection, listOf(...all), 'owner', 2)).toEqual({
        from: 3,
        to: 1,
        steps: [rebuilt.name, colours.name],
      })
    })
    const { records, version } = schemaOf(createAt(here.path('b.db'), teams))
    expect(schemaOf(path)).toMatchObject({ records, version })
    // Both ways lead to the same columns; SQLite quotes the name of a table that was renamed.
    addTeam(path)
    expect(rowsOf(path, 'teams')).toEqual([{ id: 1, name: 'Ajax' }])
  })

  test('and migrating again gives the same schema', () => {
    const path = createAt(here.path('a.db'), ...all)
    const before = schemaOf(path)
    for (let steps = 1; steps <= all.length; steps += 1) {
      withConnection(path, (connection) => rollBack(connection, listOf(...all), 'owner', steps))
      expect(versionOf(path)).toBe(all.length - steps)
      migrateTo(path, ...all)
      expect(schemaOf(path)).toEqual(before)
    }
  })

  test('more steps than there are end at the empty database', () => {
    const path = createAt(here.path('a.db'), ...all)
    withConnection(path, (connection) => {
      expect(rollBack(connection, listOf(...all), 'owner', 99)).toMatchObject({ from: 3, to: 0 })
      expect(rollBack(connection, listOf(...all), 'owner', 1)).toEqual({
        from: 0,
        to: 0,
        steps: [],
      })
    })
    expect(schemaOf(path)).toEqual(schemaOf(createAt(here.path('b.db'))))
  })
})

test('a database with pending migrations is not opened', () => {
  const path = createAt(here.path('a.db'), teams)
  const open = () => new SqliteDatabase({ path, migrations: listOf(...all) })
  expect(open).toThrow(PendingMigrations)
  expect(open).toThrow(/2 migrations/)
})

test('the names in a list count up from 0001 without gaps', () => {
  expect(() => listOf(colours)).toThrow(/0002-colours/)
  expect(() => listOf(teams, rebuilt)).toThrow(/0003-rebuilt/)
  expect(new MigrationList([]).latest).toBe(0)
  expect(noteMigrations.latest).toBe(1)
})
