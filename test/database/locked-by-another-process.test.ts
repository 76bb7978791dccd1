import { expect, test } from 'bun:test'
import { DatabaseBusy } from '../../src/database/errors.ts'
import { otherProcesses } from './other-process.ts'
import { answers, later, type NotesDatabase, scratch } from './scratch.ts'

const here = scratch()
const start = otherProcesses()

async function lockedBy(db: NotesDatabase) {
  const other = start('hold-write-lock.ts', db.path)
  expect(await other.line()).toBe('locked')
  return other
}

const writes: [string, (db: NotesDatabase) => Promise<unknown>][] = [
  ['a unit of work', (db) => db.write(() => db.add('mine'))],
  ['a Kysely query', (db) => db.insertInto('notes').values({ text: 'mine' }).execute()],
  [
    'a Kysely transaction',
    (db) =>
      db.transaction().execute((trx) => trx.insertInto('notes').values({ text: 'mine' }).execute()),
  ],
]

test.each(writes)(
  '%s waits without stopping the event loop, and then succeeds',
  async (_, write) => {
    const db = here.open()
    const other = await lockedBy(db)
    let settled = false
    const writing = write(db).finally(() => {
      settled = true
    })
    for (let tick = 0; tick < 20; tick += 1) await Bun.sleep(1)
    expect(settled).toBe(false)
    expect(db.texts()).toEqual([])
    expect(await other.finish()).toBe(0)
    await writing
    expect(here.committed()).toEqual(['by the other process', 'mine'])
    expect(db.statistics().busyRetries).toBeGreaterThan(0)
  },
)

test.each(writes)('%s is given up when patience ends', async (_, write) => {
  const db = here.open({ patience: 20 })
  const other = await lockedBy(db)
  expect(await answers([write(db), write(db)])).toEqual(['DatabaseBusy', 'DatabaseBusy'])
  expect(db.busy).toBe(false)
  await other.finish()
  expect(await answers([write(db)])).toEqual(['fulfilled'])
  expect(here.committed()).toEqual(['by the other process', 'mine'])
})

test('units that come during the wait share the commit, and all are checked again', async () => {
  const db = here.open()
  const other = await lockedBy(db)
  const checked: string[] = []
  const unit = (text: string) =>
    db.write(
      () => db.add(text),
      () => checked.push(text),
    )
  const early = unit('early')
  while (db.statistics().busyRetries === 0) await Bun.sleep(1)
  const late = unit('late')
  while (db.statistics().busyRetries < 3) await Bun.sleep(1)
  await other.finish()
  await Promise.all([early, late])
  expect(checked).toEqual(['early', 'late'])
  expect(here.committed()).toEqual(['by the other process', 'early', 'late'])
  expect(db.statistics()).toMatchObject({ commits: 1, units: 2 })
})

test('a direct write through the models is refused at once', async () => {
  const db = here.open()
  const other = await lockedBy(db)
  expect(() => db.add('direct')).toThrow(DatabaseBusy)
  await other.finish()
  db.add('direct')
})

test('with a busy timeout a direct write waits, as a script wants it', async () => {
  const db = here.open({ busyTimeout: 10_000 })
  const other = await lockedBy(db)
  const finished = other.finish()
  db.add('direct')
  await finished
  expect(here.committed()).toEqual(['by the other process', 'direct'])
})

test('closing fails the units that wait for the lock', async () => {
  const db = here.open()
  const other = await lockedBy(db)
  const waiting = later(db.write(() => db.add('mine')))
  const query = later(db.insertInto('notes').values({ text: 'mine' }).execute())
  while (db.statistics().busyRetries === 0) await Bun.sleep(1)
  db.close()
  expect(await answers([waiting, query])).toEqual(['DatabaseClosed', 'DatabaseClosed'])
  await other.finish()
})

test('what the other process had not committed when it was killed is gone', async () => {
  const db = here.open()
  const other = await lockedBy(db)
  const writing = db.write(() => db.add('mine'))
  await other.kill()
  await writing
  expect(here.committed()).toEqual(['mine'])
})
