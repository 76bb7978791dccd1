import { expect, test } from 'bun:test'
import { existsSync, statSync } from 'node:fs'
import { Connection } from '../../src/database/connection.ts'
import { migrate } from '../../src/database/migrate.ts'
import { takeSnapshot } from '../../src/database/snapshot.ts'
import { colours, createAt, listOf, rebuilt, teams, versionOf, withConnection } from './schemas.ts'
import { scratch } from './scratch.ts'

const here = scratch()
const list = listOf(teams, colours, rebuilt)

function namesIn(path: string): unknown[] {
  return withConnection(path, (connection) =>
    connection.query('SELECT name FROM teams ORDER BY id', []).rows.map(({ name }) => name),
  )
}

function migrateKeeping(path: string, snapshot: string, to?: number) {
  return withConnection(path, (connection) =>
    migrate(connection, list, 'owner', to, (version) =>
      takeSnapshot(path, snapshot, 'owner', version),
    ),
  )
}

test('a migration keeps the file as it was before it, with all that was committed', () => {
  const path = createAt(here.path('a.db'), teams)
  const server = new Connection(path)
  server.execute("INSERT INTO teams VALUES (1, 'in the log')")

  expect(migrateKeeping(path, here.path('kept.db'))).toMatchObject({ from: 1, to: 3 })

  server.close()
  expect(versionOf(here.path('kept.db'))).toBe(1)
  expect(namesIn(here.path('kept.db'))).toEqual(['in the log'])
  expect(statSync(here.path('kept.db')).mode & 0o777).toBe(0o600)
  expect(existsSync(here.path('kept.db.part'))).toBe(false)
})

test('nobody can write between the snapshot and the migration', () => {
  const path = createAt(here.path('a.db'), teams)
  const server = new Connection(path)
  withConnection(path, (connection) =>
    migrate(connection, list, 'owner', 2, () => {
      expect(() => server.execute("INSERT INTO teams VALUES (1, 'late')")).toThrow('lock')
    }),
  )
  server.close()
})

test('what is from before the first step of a run stays when the run goes on', () => {
  const path = createAt(here.path('a.db'), teams)
  migrateKeeping(path, here.path('kept.db'), 2)
  withConnection(path, (connection) =>
    connection.execute("INSERT INTO teams (id, name) VALUES (1, 'later')"),
  )
  migrateKeeping(path, here.path('kept.db'))
  expect(versionOf(here.path('kept.db'))).toBe(1)
  expect(namesIn(here.path('kept.db'))).toEqual([])
})

test('a snapshot that cannot be kept leaves the file unmigrated', () => {
  const path = createAt(here.path('a.db'), teams)
  expect(() => migrateKeeping(path, here.path('nowhere/kept.db'))).toThrow()
  expect(versionOf(path)).toBe(1)
})

test('a file that is up to date needs none, and half a snapshot is made anew', async () => {
  const path = createAt(here.path('a.db'), teams)
  await Bun.write(here.path('kept.db.part'), 'half')
  migrateKeeping(path, here.path('kept.db'))
  expect(versionOf(here.path('kept.db'))).toBe(1)
  migrateKeeping(path, here.path('other.db'))
  expect(existsSync(here.path('other.db'))).toBe(false)
})
