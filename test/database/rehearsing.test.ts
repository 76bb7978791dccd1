import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { Connection } from '../../src/database/connection.ts'
import { ForeignDatabase, MigrationFailed } from '../../src/database/errors.ts'
import type { Migration } from '../../src/database/migration.ts'
import { rehearse } from '../../src/database/rehearse.ts'
import { colours, createAt, listOf, rebuilt, teams, versionOf, withConnection } from './schemas.ts'
import { scratch } from './scratch.ts'

const here = scratch()

const list = listOf(teams, colours, rebuilt)

const failing: Migration = { name: '0002-failing', up: ['CREATE TABLE teams (a)'], down: [] }

test('runs all pending migrations and keeps nothing of them', () => {
  const path = createAt(here.path('a.db'), teams)
  withConnection(path, (connection) => connection.execute("INSERT INTO teams VALUES (1, 'a')"))
  const before = readFileSync(path)

  expect(rehearse(path, list, 'owner', here.path('copy.db'))).toEqual({
    from: 1,
    to: 3,
    steps: ['0002-colours', '0003-rebuilt'],
  })

  expect(readFileSync(path)).toEqual(before)
  expect(existsSync(here.path('copy.db'))).toBe(false)
})

test('finds what only the rows of this file make fail', () => {
  const path = createAt(here.path('a.db'), teams)
  withConnection(path, (connection) => connection.execute('INSERT INTO teams VALUES (1, NULL)'))
  expect(() => rehearse(path, list, 'owner', here.path('copy.db'))).toThrow(MigrationFailed)
  expect(versionOf(path)).toBe(1)
})

test.each([colours, failing])('works on a copy while somebody writes, $name', (second) => {
  const path = createAt(here.path('a.db'), teams)
  const writer = new Connection(path)
  writer.execute("BEGIN IMMEDIATE; INSERT INTO teams VALUES (1, 'a')")
  const rehearsing = () => rehearse(path, listOf(teams, second), 'owner', here.path('copy.db'))

  if (second === failing) expect(rehearsing).toThrow(MigrationFailed)
  else expect(rehearsing()).toMatchObject({ from: 1, to: 2 })

  // Nobody took the writer's lock, and nothing of the copy is left.
  writer.execute('COMMIT')
  writer.close()
  expect(versionOf(path)).toBe(1)
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    expect(existsSync(here.path(`copy.db${suffix}`))).toBe(false)
  }
})

test('what a killed rehearsal has left does not disturb the next one', async () => {
  const path = createAt(here.path('a.db'), teams)
  const reader = new Connection(path)
  reader.query('SELECT * FROM teams', [])
  await Bun.write(here.path('copy.db'), 'half a copy')
  expect(rehearse(path, list, 'owner', here.path('copy.db'))).toMatchObject({ to: 3 })
  reader.close()
})

test('a file that is up to date, and one that is not ours', () => {
  const path = createAt(here.path('a.db'), teams, colours, rebuilt)
  expect(rehearse(path, list, 'owner', here.path('copy.db'))).toEqual({ from: 3, to: 3, steps: [] })
  expect(() => rehearse(path, list, 'somebody', here.path('copy.db'))).toThrow(ForeignDatabase)
})
