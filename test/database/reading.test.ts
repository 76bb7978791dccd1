import { describe, expect, test } from 'bun:test'
import {
  AsynchronousWork,
  DatabaseReadOnly,
  TransactionFinished,
} from '../../src/database/errors.ts'
import { answers, scratch } from './scratch.ts'

const here = scratch()

test('a read sees one snapshot, whatever others commit meanwhile', () => {
  const db = here.open()
  const other = here.open()
  db.add('a')
  const [before, after] = db.read(() => {
    const first = db.texts()
    other.add('b')
    return [first, db.texts()]
  })
  expect(before).toEqual(['a'])
  expect(after).toEqual(['a'])
  expect(db.read(() => db.texts())).toEqual(['a', 'b'])
})

describe('a read callback must not write', () => {
  test.each([
    "INSERT INTO notes (text) VALUES ('a')",
    '  update notes SET text = null',
    "-- a word\nINSERT INTO notes (text) VALUES ('a')",
    "/* a word */ REPLACE INTO notes (text) VALUES ('a')",
    "WITH n AS (SELECT 'a') INSERT INTO notes (text) SELECT * FROM n",
    "WITH n AS (SELECT 'a') INSERT OR IGNORE INTO notes (text) SELECT * FROM n",
    'WITH n AS (SELECT 1) UPDATE notes SET text = 2 WHERE id IN n',
    'WITH n AS (SELECT 1) DELETE FROM notes WHERE id IN n',
    'CREATE TABLE more (id)',
    'DROP TABLE notes',
    'ANALYZE',
  ])('%s', (sql) => {
    const db = here.open()
    expect(() => db.read(() => db.sql.prepare(sql).run())).toThrow(DatabaseReadOnly)
    expect(() => db.read(() => db.sql.prepare(sql).all())).toThrow(DatabaseReadOnly)
    expect(() => db.read(() => db.sql.prepare(sql).get())).toThrow(DatabaseReadOnly)
    expect(here.committed()).toEqual([])
  })

  test('not in a transaction of its own either', () => {
    const db = here.open()
    expect(() => db.read(() => db.sql.transaction(() => db.add('a')))).toThrow(DatabaseReadOnly)
    expect(here.committed()).toEqual([])
  })

  test('nor in a read inside a unit of work', async () => {
    const db = here.open()
    const write = db.write(() => db.read(() => db.add('a')))
    expect(await answers([write])).toEqual(['DatabaseReadOnly'])
    expect(here.committed()).toEqual([])
  })

  test('nor end its snapshot', () => {
    const db = here.open()
    expect(() => db.read(() => db.sql.prepare('COMMIT').run())).toThrow(TransactionFinished)
  })
})

test.each([
  "SELECT replace('a', 'a', 'b') AS b",
  "WITH n AS (SELECT replace('a', 'a', 'b') AS b) SELECT b FROM n",
  "WITH n AS (SELECT 'b' AS b) SELECT b FROM n WHERE 'delete' <> 'update'",
])('%s is no write', (sql) => {
  const db = here.open()
  expect(db.read(() => db.sql.prepare(sql).get())).toEqual({ b: 'b' })
})

test('a read callback is synchronous', () => {
  const db = here.open()
  expect(() => db.read(async () => db.texts())).toThrow(AsynchronousWork)
})

test('a read that throws leaves no snapshot open', () => {
  const db = here.open()
  expect(() =>
    db.read(() => {
      throw new RangeError('no')
    }),
  ).toThrow(RangeError)
  db.add('a')
  expect(here.committed()).toEqual(['a'])
})

test('the patient form gives the same answers', async () => {
  const db = here.open()
  db.add('a')
  expect(await db.readPatiently(() => db.texts())).toEqual(['a'])
})
