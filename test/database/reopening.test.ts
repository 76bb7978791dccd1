import { expect, test } from 'bun:test'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Connection } from '../../src/database/connection.ts'
import { DatabaseClosed, DatabaseMissing } from '../../src/database/errors.ts'
import { answers, scratch } from './scratch.ts'

const here = scratch()

test('keeps prepared statements usable, and their counts', () => {
  const connection = new Connection(here.create(), { synchronous: 'FULL', busyTimeout: 7 })
  const insert = connection.prepare('INSERT INTO notes (text) VALUES (?)')
  insert.run('a')
  connection.reopen()
  insert.run('b')
  expect(connection.prepare('INSERT INTO notes (text) VALUES (?)')).toBe(insert)
  expect(connection.statistics()).toMatchObject([{ count: 2 }])
  const pragma = (name: string) =>
    Object.values(connection.query(`PRAGMA ${name}`, []).rows[0] ?? {})
  expect([...pragma('synchronous'), ...pragma('foreign_keys'), ...pragma('busy_timeout')]).toEqual([
    2, 1, 7,
  ])
  connection.close()
  expect(here.committed()).toEqual(['a', 'b'])
})

test('ends what was open', () => {
  const connection = new Connection(here.create())
  connection.execute("BEGIN; INSERT INTO notes (text) VALUES ('a')")
  connection.reopen()
  expect(connection.inTransaction).toBe(false)
  connection.close()
  expect(here.committed()).toEqual([])
})

test('a file that is gone is looked for at each use, and used again once it is back', () => {
  const connection = new Connection(here.create())
  const insert = connection.prepare('INSERT INTO notes (text) VALUES (?)')
  insert.run('before')
  const aside = `${here.path()}-aside`
  renameSync(here.path(), aside)
  expect(() => connection.reopen()).toThrow(DatabaseMissing)
  for (let count = 0; count < 2; count += 1) {
    expect(() => insert.run('nowhere')).toThrow(DatabaseMissing)
    expect(connection.inTransaction).toBe(false)
  }
  writeFileSync(here.path(), readFileSync(aside))
  expect(() => insert.run('into another file')).toThrow(DatabaseMissing)
  const { openings } = connection
  renameSync(aside, here.path())
  insert.run('after')
  expect(connection.openings).toBe(openings + 1)
  connection.close()
  expect(here.committed()).toEqual(['before', 'after'])
})

test('a connection whose file is gone can be closed for good', () => {
  const connection = new Connection(here.create())
  const aside = `${here.path()}-aside`
  renameSync(here.path(), aside)
  expect(() => connection.reopen()).toThrow(DatabaseMissing)
  connection.close()
  renameSync(aside, here.path())
  expect(() => connection.prepare('SELECT 1').get()).toThrow(DatabaseClosed)
})

test('a connection that was closed stays closed', () => {
  const connection = new Connection(here.create())
  connection.close()
  expect(() => connection.reopen()).toThrow(DatabaseClosed)
  expect(() => connection.prepare('SELECT 1').get()).toThrow(DatabaseClosed)
})

test('after a failed COMMIT the same statements go on', async () => {
  const db = here.open()
  const reply = db.sql.prepare('INSERT INTO replies (note_id) VALUES (?)')
  expect(await answers([db.write(() => reply.run(404))])).toEqual(['ForeignKeyViolation'])
  const noteId = await db.write(() => db.add('a'))
  expect(await answers([db.write(() => reply.run(noteId))])).toEqual(['fulfilled'])
  expect(await answers([db.write(() => reply.run(404))])).toEqual(['ForeignKeyViolation'])
  expect(db.sql.prepare('SELECT note_id FROM replies').all()).toEqual([{ note_id: noteId }])
})
