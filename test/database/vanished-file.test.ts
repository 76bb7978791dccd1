import { describe, expect, test } from 'bun:test'
import { renameSync, rmSync } from 'node:fs'
import { sql } from 'kysely'
import { otherProcesses } from './other-process.ts'
import { answers, later, type NotesDatabase, scratch, textsIn } from './scratch.ts'

const here = scratch()
const start = otherProcesses()

const vanishings: [string, () => void][] = [
  ['deleted', () => rmSync(here.path())],
  ['moved away', () => renameSync(here.path(), here.path('elsewhere.db'))],
  ['deleted with its directory', () => rmSync(here.directory, { recursive: true })],
  [
    'replaced by another database',
    () => {
      here.create('other.db', 'somebody else')
      renameSync(here.path('other.db'), here.path())
    },
  ],
]

/** Every way to write, by its name. */
const writes: [string, (db: NotesDatabase) => Promise<unknown>][] = [
  ['a unit of work', (db) => db.write(() => db.add('late'))],
  ['a Kysely query', (db) => db.insertInto('notes').values({ text: 'late' }).execute()],
  [
    'a Kysely query that returns rows',
    (db) => db.insertInto('notes').values({ text: 'late' }).returningAll().execute(),
  ],
  [
    'a Kysely transaction',
    (db) =>
      db.transaction().execute((trx) => trx.insertInto('notes').values({ text: 'late' }).execute()),
  ],
]

describe.each(vanishings)('a file that was %s under its connection', (_, vanish) => {
  test.each(writes)('acknowledges nothing to %s', async (_, write) => {
    const db = here.open()
    await db.write(() => db.add('before'))
    await sql`SELECT 1`.execute(db)
    vanish()
    expect(await answers([write(db), write(db)])).toEqual(['DatabaseMissing', 'DatabaseMissing'])
    expect(await answers([write(db)])).toEqual(['DatabaseMissing'])
    expect(db.health().ok).toBe(false)
  })

  test.each(writes)('is not opened by %s', async (_, write) => {
    const db = here.open()
    vanish()
    expect(await answers([write(db)])).toEqual(['DatabaseMissing'])
  })
})

test('nothing is written to the file that took its place', async () => {
  const db = here.open()
  await db.write(() => db.add('before'))
  here.create('other.db', 'somebody else')
  // SQLite would take what is in an old log for the new file's.
  for (const suffix of ['-wal', '-shm']) rmSync(here.path() + suffix)
  renameSync(here.path('other.db'), here.path())
  for (const [, write] of [...writes, ...writes]) await answers([write(db)])
  expect(() => db.add('direct')).toThrow()
  db.close()
  expect(textsIn(here.path())).toEqual([])
})

test('a vanished database can be closed', async () => {
  const db = here.open()
  await db.write(() => db.add('before'))
  rmSync(here.path())
  expect(await answers([db.write(() => db.add('late'))])).toEqual(['DatabaseMissing'])
  db.close()
  expect(await answers([db.write(() => db.add('later'))])).toEqual(['DatabaseClosed'])
})

test('a transaction whose file goes before its COMMIT is not acknowledged', async () => {
  const db = here.open()
  const transaction = db.transaction().execute(async (trx) => {
    await trx.insertInto('notes').values({ text: 'late' }).execute()
    rmSync(here.path())
  })
  expect(await answers([transaction])).toEqual(['DatabaseMissing'])
  expect(db.busy).toBe(false)
})

test('neither is a query whose file goes while it waits for a lock', async () => {
  const db = here.open()
  const other = start('hold-write-lock.ts', here.path())
  await other.line()
  const query = later(db.insertInto('notes').values({ text: 'late' }).execute())
  while (db.statistics().busyRetries === 0) await Bun.sleep(1)
  rmSync(here.path())
  await other.finish()
  expect(await answers([query])).toEqual(['DatabaseMissing'])
})
