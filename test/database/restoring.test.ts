import { describe, expect, test } from 'bun:test'
import { copyFileSync, existsSync, linkSync, readdirSync } from 'node:fs'
import { Connection } from '../../src/database/connection.ts'
import { DatabaseBusy, DatabaseMissing, WrittenSince } from '../../src/database/errors.ts'
import { migrate } from '../../src/database/migrate.ts'
import { restoreSnapshot } from '../../src/database/restore-snapshot.ts'
import { takeSnapshot } from '../../src/database/snapshot.ts'
import { colours, createAt, listOf, rebuilt, teams, versionOf, withConnection } from './schemas.ts'
import { scratch } from './scratch.ts'

const here = scratch()
const list = listOf(teams, colours, rebuilt)

/** A file at version 3 with a snapshot of version 1. */
function migrated(): string {
  const path = createAt(here.path('a.db'), teams)
  execute(path, "INSERT INTO teams VALUES (1, 'a'), (2, 'b')")
  withConnection(path, (connection) =>
    migrate(connection, list, 'owner', undefined, (version) =>
      takeSnapshot(path, here.path('kept.db'), 'owner', version),
    ),
  )
  return path
}

function execute(path: string, sql: string): void {
  withConnection(path, (connection) => connection.execute(sql))
}

function restore(path: string, changes: { version?: number; discardWrites?: boolean } = {}) {
  return restoreSnapshot(path, list, 'owner', {
    snapshot: here.path('kept.db'),
    kept: here.path('replaced.db'),
    version: 3,
    discardWrites: false,
    ...changes,
  })
}

function teamsIn(path: string): unknown[] {
  return withConnection(path, (connection) => connection.query('SELECT * FROM teams', []).rows)
}

const before = [
  { id: 1, name: 'a' },
  { id: 2, name: 'b' },
]

test('puts the snapshot back, keeps what it replaces, and leaves nothing else', () => {
  const path = migrated()
  expect(restore(path)).toEqual({ from: 3, to: 1, steps: [] })
  expect(versionOf(path)).toBe(1)
  expect(teamsIn(path)).toEqual(before)
  expect(versionOf(here.path('replaced.db'))).toBe(3)
  expect(readdirSync(here.directory).sort()).toEqual(['a.db', 'kept.db', 'replaced.db'])
  withConnection(path, (connection) => {
    expect(connection.query('PRAGMA journal_mode', []).rows).toEqual([{ journal_mode: 'wal' }])
  })
})

describe.each([
  ['a row that was added', "INSERT INTO teams VALUES (3, 'c', 'red')"],
  ['a row that was deleted', 'DELETE FROM teams WHERE id = 2'],
  ['a row that was changed', "UPDATE teams SET name = 'A' WHERE id = 1"],
  ['a row in another table', 'INSERT INTO players VALUES (1, 1)'],
])('%s since', (_, sql) => {
  test('is not lost', () => {
    const path = migrated()
    execute(path, sql)
    const rows = teamsIn(path)
    expect(() => restore(path)).toThrow(WrittenSince)
    expect(teamsIn(path)).toEqual(rows)
    expect(readdirSync(here.directory).sort()).toEqual(['a.db', 'kept.db'])
  })

  test('is kept aside when it is to be discarded', () => {
    const path = migrated()
    execute(path, sql)
    const rows = teamsIn(path)
    expect(restore(path, { discardWrites: true })).toMatchObject({ to: 1 })
    expect(teamsIn(path)).toEqual(before)
    expect(teamsIn(here.path('replaced.db'))).toEqual(rows)
  })
})

test('a file that somebody has open is left alone', () => {
  const path = migrated()
  const other = new Connection(path)
  other.query('SELECT * FROM teams', [])
  const list = listOf(teams, colours, rebuilt)
  const quickly = () =>
    restoreSnapshot(path, list, 'owner', {
      snapshot: here.path('kept.db'),
      kept: here.path('replaced.db'),
      version: 3,
      discardWrites: true,
    })
  expect(quickly).toThrow(DatabaseBusy)
  other.execute("INSERT INTO teams VALUES (3, 'c', 'red')")
  other.close()
  expect(teamsIn(path)).toHaveLength(3)
})

test('a file at another version, and one without a snapshot, are left alone', () => {
  const path = migrated()
  expect(restore(path, { version: 2 })).toEqual({ from: 3, to: 3, steps: [] })
  copyFileSync(here.path('kept.db'), here.path('elsewhere.db'))
  expect(() =>
    restoreSnapshot(path, list, 'owner', {
      snapshot: here.path('nowhere.db'),
      kept: here.path('replaced.db'),
      version: 3,
      discardWrites: false,
    }),
  ).toThrow(DatabaseMissing)
  expect(versionOf(path)).toBe(3)
})

test('what a killed restoration has left does not disturb the next one', async () => {
  const path = migrated()
  await Bun.write(`${path}.restored`, 'half a copy')
  await Bun.write(`${path}.compared`, 'half a copy')
  // Killed after the old file was kept, before the new one took its place.
  linkSync(path, here.path('replaced.db'))
  expect(restore(path)).toMatchObject({ to: 1 })
  expect(versionOf(here.path('replaced.db'))).toBe(3)
  // Killed after that: there is nothing left to do.
  expect(restore(path)).toEqual({ from: 1, to: 1, steps: [] })
  expect(existsSync(`${path}.restored`)).toBe(false)
})
