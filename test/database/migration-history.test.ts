import { describe, expect, test } from 'bun:test'
import {
  DatabaseReadOnly,
  MigrationHistoryChanged,
  NewerSchema,
} from '../../src/database/errors.ts'
import { migrate, rollBack } from '../../src/database/migrate.ts'
import type { Migration } from '../../src/database/migration.ts'
import { SqliteDatabase } from '../../src/database/sqlite-database.ts'
import {
  all,
  colours,
  createAt,
  listOf,
  migrateTo,
  schemaOf,
  teams,
  withConnection,
} from './schemas.ts'
import { answers, scratch } from './scratch.ts'

const here = scratch()

interface Tables {
  teams: { id: number; name: string }
}

function open(path: string, ...migrations: Migration[]): SqliteDatabase<Tables> {
  return new SqliteDatabase<Tables>({ path, migrations: listOf(...migrations) })
}

describe('a history that this code does not share', () => {
  const cases: [string, Migration[]][] = [
    ['an edited migration', [{ ...teams, up: [...teams.up, 'SELECT 1'] }, colours]],
    ['a renamed migration', [{ ...teams, name: '0001-clubs' }, colours]],
    ['an edited last migration', [teams, { ...colours, up: colours.up.slice(0, 1) }]],
    [
      'migrations in another order',
      [
        { ...colours, name: '0001-colours' },
        { ...teams, name: '0002-teams' },
      ],
    ],
    [
      'a removed migration',
      [{ ...colours, name: '0001-colours' }, { ...all[2], name: '0002-rebuilt' } as Migration],
    ],
  ]

  test.each(cases)('%s is noticed at open, migrate and rollback', (_, changed) => {
    const path = createAt(here.path('a.db'), teams, colours)
    const before = schemaOf(path)
    expect(() => open(path, ...changed)).toThrow(MigrationHistoryChanged)
    expect(() => migrateTo(path, ...changed)).toThrow(MigrationHistoryChanged)
    expect(() => migrateTo(path, ...changed, all[2] as Migration)).toThrow(MigrationHistoryChanged)
    withConnection(path, (connection) => {
      const undo = () => rollBack(connection, listOf(...changed), 'owner', 1)
      expect(undo).toThrow(MigrationHistoryChanged)
    })
    expect(schemaOf(path)).toEqual(before)
  })

  test('a mended `down` is no change', () => {
    const path = createAt(here.path('a.db'), teams, colours)
    open(path, teams, { ...colours, down: [...colours.down, 'SELECT 1'] }).close()
  })
})

describe('a file that is newer than this code', () => {
  const serving = (read: number, write: number): Migration => ({
    ...colours,
    servesFrom: { read, write },
  })

  test('is refused unless it says otherwise', () => {
    const path = createAt(here.path('a.db'), teams, colours)
    const before = schemaOf(path)
    expect(() => open(path, teams)).toThrow(NewerSchema)
    expect(() => migrateTo(path, teams)).toThrow(NewerSchema)
    withConnection(path, (connection) => {
      expect(() => rollBack(connection, listOf(teams), 'owner', 1)).toThrow(NewerSchema)
    })
    expect(schemaOf(path)).toEqual(before)
  })

  test('is read, but not written on either face, where it allows that', async () => {
    const path = createAt(here.path('a.db'), teams, serving(1, 2))
    withConnection(path, (one) => one.execute("INSERT INTO teams (name) VALUES ('Ajax')"))
    const db = open(path, teams)
    try {
      const insert = db.sql.prepare("INSERT INTO teams (name) VALUES ('late')")
      expect(db.sql.prepare('SELECT name FROM teams').get()).toEqual({ name: 'Ajax' })
      expect(await db.selectFrom('teams').select('name').execute()).toEqual([{ name: 'Ajax' }])
      expect(() => insert.run()).toThrow(DatabaseReadOnly)
      expect(() => db.sql.transaction(() => insert.run())).toThrow(DatabaseReadOnly)
      const kysely = () => db.deleteFrom('teams').execute()
      expect(
        await answers([
          db.write(() => insert.run()),
          kysely(),
          db.transaction().execute((trx) => trx.deleteFrom('teams').execute()),
        ]),
      ).toEqual(Array(3).fill('DatabaseReadOnly'))
      // Another handle may come later: it is bound in the same way.
      db.restKysely()
      expect(await answers([kysely()])).toEqual(['DatabaseReadOnly'])
      expect(db.sql.prepare('SELECT count(*) AS count FROM teams').get()).toEqual({ count: 1 })
      expect(db.health()).toMatchObject({ ok: true, version: 2, latestVersion: 1 })
    } finally {
      db.close()
    }
  })

  test('is read and written where it allows that', async () => {
    const path = createAt(here.path('a.db'), teams, serving(1, 1))
    const db = open(path, teams)
    await db.write(() => db.sql.prepare("INSERT INTO teams (name) VALUES ('a')").run())
    await db.insertInto('teams').values({ id: 2, name: 'b' }).execute()
    expect(db.sql.prepare('SELECT count(*) AS count FROM teams').get()).toEqual({ count: 2 })
    db.close()
  })

  test('later migrations do not widen what an earlier one narrowed', () => {
    const later: Migration = { ...(all[2] as Migration), servesFrom: { read: 1, write: 1 } }
    const path = createAt(here.path('a.db'), teams, colours, later)
    expect(() => open(path, teams)).toThrow(NewerSchema)
    open(path, teams, colours).close()
  })

  test('is left as it is by migrating, also where it may be written', () => {
    const path = createAt(here.path('a.db'), teams, serving(1, 1))
    const before = schemaOf(path)
    expect(migrateTo(path, teams)).toEqual({ from: 2, to: 2, steps: [] })
    withConnection(path, (connection) => {
      expect(() => rollBack(connection, listOf(teams), 'owner', 1)).toThrow(NewerSchema)
    })
    expect(schemaOf(path)).toEqual(before)
  })
})

describe('a version that no migration made', () => {
  test.each([99, -1])('%d is refused by everything', (version) => {
    const path = createAt(here.path('a.db'), ...all)
    withConnection(path, (connection) => connection.execute(`PRAGMA user_version = ${version}`))
    const refusal = version > 0 ? NewerSchema : MigrationHistoryChanged
    expect(() => open(path, ...all)).toThrow(refusal)
    withConnection(path, (connection) => {
      expect(() => migrate(connection, listOf(...all), 'owner')).toThrow(refusal)
      expect(() => rollBack(connection, listOf(...all), 'owner', 1)).toThrow(refusal)
    })
  })
})
