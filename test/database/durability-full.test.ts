import { expect, test } from 'bun:test'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseError } from '../../src/database/errors.ts'
import { answers, nextTurn, scratch } from './scratch.ts'

const here = scratch()

test('units that follow each other closely are all answered', async () => {
  const db = here.open({ durability: 'full' })
  const writes: Promise<number>[] = []
  for (let turn = 0; turn < 30; turn += 1) {
    writes.push(
      db.write(() => db.add(`${turn} a`)),
      db.write(() => db.add(`${turn} b`)),
    )
    await nextTurn()
  }
  expect(await Promise.all(writes)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  expect(here.committed()).toHaveLength(60)
})

test('the database is busy until the answer, and no longer', async () => {
  const db = here.open({ durability: 'full' })
  const write = db.write(() => db.add('a'))
  while (here.committed().length === 0) await nextTurn()
  expect(db.busy).toBe(true)
  await write
  expect(db.busy).toBe(false)
})

test('whatever is written outside of units is synced by SQLite itself', async () => {
  const db = here.open({ durability: 'full' })
  const level = () => db.sql.prepare('PRAGMA synchronous').get()
  expect(level()).toEqual({ synchronous: 2 })
  expect(await db.write(level)).toEqual({ synchronous: 1 })
  expect(level()).toEqual({ synchronous: 2 })
  await answers([
    db.write(() => {
      throw new Error('no')
    }),
    db.write(() => db.sql.prepare('INSERT INTO replies VALUES (404)').run()),
  ])
  expect(level()).toEqual({ synchronous: 2 })
})

test('nothing is acknowledged once the log is gone', async () => {
  const db = here.open({ durability: 'full' })
  await db.write(() => db.add('a'))
  rmSync(`${here.path()}-wal`)
  expect(await answers([db.write(() => db.add('b'))])).toEqual(['DatabaseMissing'])
})

test('a unit that is committed when the database closes is answered', async () => {
  const db = here.open({ durability: 'full' })
  const write = db.write(() => db.add('a'))
  while (here.committed().length === 0) await nextTurn()
  db.close()
  expect(await answers([write])).toEqual(['fulfilled'])
  expect(here.committed()).toEqual(['a'])
})

test.each(['normal', 'full'] as const)(
  'durability %s: a file that is overwritten is an answer, not the end of the process',
  async (durability) => {
    const db = here.open({ durability })
    await db.write(() => db.add('a'))
    // Of a rolled back schema nothing is kept: the next use reads it from the file.
    expect(() =>
      db.sql.transaction(() => {
        db.sql.prepare('CREATE TABLE more (id)').run()
        throw new Error('no')
      }),
    ).toThrow('no')
    db.sql.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
    db.sql.prepare('PRAGMA shrink_memory').all()
    writeFileSync(here.path(), readFileSync(here.path()).fill(0xff), { flag: 'r+' })
    const errors = await Promise.all(
      [db.write(() => db.add('b')), db.write(() => db.add('c'))].map((write) =>
        write.catch((error) => error),
      ),
    )
    for (const error of errors) expect(error).toBeInstanceOf(DatabaseError)
    expect(db.health().ok).toBe(false)
    expect(await answers([db.write(() => db.add('d'))])).not.toEqual(['fulfilled'])
  },
)
