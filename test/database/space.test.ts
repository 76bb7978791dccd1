import { expect, test } from 'bun:test'
import { DatabaseFull, QuotaReached } from '../../src/database/errors.ts'
import type { NotesDatabase } from './scratch.ts'
import { scratch } from './scratch.ts'

/* How large a database may grow. */

const here = scratch()
const KB = 1_024
const space = { quota: 256 * KB, reserve: 64 * KB }

let made = 0
const note = () => `${made++} `.padEnd(3_000, 'x')

/** As ordinary units of work do it. */
const addIfRoom = (db: NotesDatabase) => () => {
  db.assertRoom()
  return db.add(note())
}

/** Adds notes until `add` fails. @returns the error */
async function fill(db: NotesDatabase, add: () => number): Promise<unknown> {
  for (;;) {
    try {
      await db.write(add)
    } catch (error) {
      return error
    }
  }
}

test('ordinary units end at the quota, and what was deleted counts no more', async () => {
  const db = here.open({ space })
  expect(await fill(db, addIfRoom(db))).toBeInstanceOf(QuotaReached)
  expect(db.spaceUse().used).toBeGreaterThanOrEqual(space.quota)
  expect(db.roomLeft).toBeLessThanOrEqual(0)
  const size = db.spaceUse()

  await db.write(() => db.sql.prepare('DELETE FROM notes WHERE id % 2 = 0').run())

  expect(db.roomLeft).toBeGreaterThan(90 * KB)
  const { pages, free } = db.spaceUse()
  expect(pages + free).toBe(size.pages + size.free)
  await db.write(addIfRoom(db))
})

test('what need not ask has the reserve, and then SQLite refuses', async () => {
  const db = here.open({ space })
  await fill(db, addIfRoom(db))
  await db.write(() => db.add(note()))
  const kysely = db.insertInto('notes').values({ text: note() }).execute()
  expect(await kysely).toHaveLength(1)
  expect(await fill(db, () => db.add(note()))).toBeInstanceOf(DatabaseFull)
  expect(db.spaceUse().used).toBeLessThanOrEqual(space.quota + space.reserve)
  await expect(db.insertInto('notes').values({ text: note() }).execute()).rejects.toThrow(
    DatabaseFull,
  )
  const { changes } = await db.write(() => db.sql.prepare('DELETE FROM notes WHERE id < 9').run())
  expect(changes).toBe(8)
})

test('a file that was larger when it got its quota still has the reserve', async () => {
  const before = here.open()
  for (let count = 0; count < 200; count += 1) await before.write(() => before.add(note()))
  const large = before.spaceUse().used
  before.close()
  const db = here.openExisting({ space })
  await expect(db.write(addIfRoom(db))).rejects.toThrow(QuotaReached)
  expect(await fill(db, () => db.add(note()))).toBeInstanceOf(DatabaseFull)
  expect(db.spaceUse().used).toBeGreaterThan(large)
  expect(db.spaceUse().used).toBeLessThanOrEqual(large + space.reserve)
})

test('units are counted before there is no room for them, not only after', async () => {
  const db = here.open({ space: { quota: 3 * 1_024 * KB, reserve: 64 * KB } })
  expect(await fill(db, addIfRoom(db))).toBeInstanceOf(QuotaReached)
  const { quota = 0 } = db.spaceUse().limit ?? {}
  expect(db.spaceUse().used).toBeLessThan(quota + 16 * KB)
  expect(db.roomLeft).toBeLessThanOrEqual(0)
})

test('without a limit nothing ends', async () => {
  const db = here.open()
  await db.write(addIfRoom(db))
  expect(db.roomLeft).toBe(Number.POSITIVE_INFINITY)
})
