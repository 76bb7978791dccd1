import { describe, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { DatabaseBusy } from '../../src/database/errors.ts'
import { answers, later, type NotesDatabase, nextTurn, scratch } from './scratch.ts'

const here = scratch()

function insert(db: Pick<NotesDatabase, 'insertInto'>, text: string): Promise<unknown> {
  return db.insertInto('notes').values({ text }).execute()
}

describe('while a Kysely transaction is open', () => {
  test('units of work wait for it, and survive its rollback', async () => {
    const db = here.open()
    const writes: Promise<number>[] = []
    const transaction = db.transaction().execute(async (trx) => {
      await insert(trx, 'rolled back')
      writes.push(db.write(() => db.add('kept 1')))
      await nextTurn()
      writes.push(db.write(() => db.add('kept 2')))
      await nextTurn()
      expect(here.committed()).toEqual([])
      throw new RangeError('no')
    })
    expect(await answers([transaction])).toEqual(['RangeError'])
    expect(await answers(writes)).toEqual(['fulfilled', 'fulfilled'])
    expect(here.committed()).toEqual(['kept 1', 'kept 2'])
  })

  test('models never see its rows before it commits', async () => {
    const db = here.open()
    await db.transaction().execute(async (trx) => {
      await insert(trx, 'mine')
      await nextTurn()
      expect(db.texts()).toEqual([])
      expect(db.read(() => db.texts())).toEqual([])
      expect(await trx.selectFrom('notes').select('text').execute()).toEqual([{ text: 'mine' }])
    })
    expect(db.texts()).toEqual(['mine'])
  })

  test('a direct write through the models is refused at once', async () => {
    const db = here.open()
    await db.transaction().execute(async (trx) => {
      expect(() => db.add('direct')).toThrow(DatabaseBusy)
      expect(() => db.sql.transaction(() => db.add('direct'))).toThrow(DatabaseBusy)
      await insert(trx, 'mine')
      expect(() => db.add('direct')).toThrow(DatabaseBusy)
    })
    db.add('afterwards')
    expect(here.committed()).toEqual(['mine', 'afterwards'])
  })

  test('timers go on while units of work and other queries wait for it', async () => {
    const db = here.open()
    const waiting: Promise<unknown>[] = []
    let ticks = 0
    await db.transaction().execute(async () => {
      waiting.push(db.write(() => db.add('a')))
      waiting.push(db.selectFrom('notes').selectAll().execute())
      while (ticks < 5) {
        await Bun.sleep(1)
        ticks += 1
      }
    })
    await Promise.all(waiting)
    expect(ticks).toBe(5)
    expect(db.statistics().busyRetries).toBe(0)
  })

  test('the next one waits its turn behind units that came first', async () => {
    const db = here.open()
    const order: string[] = []
    const first = db.transaction().execute(async () => {
      await Bun.sleep(5)
      order.push('first')
    })
    await nextTurn()
    const unit = db.write(() => order.push('unit'))
    await nextTurn()
    const second = db.transaction().execute(async () => {
      order.push('second')
    })
    await Promise.all([first, unit, second])
    expect(order).toEqual(['first', 'unit', 'second'])
  })

  test('closing rolls it back and tells it so', async () => {
    const db = here.open()
    const waiting: Promise<unknown>[] = []
    const transaction = db.transaction().execute(async (trx) => {
      await insert(trx, 'mine')
      waiting.push(later(db.write(() => db.add('a'))))
      waiting.push(later(insert(db, 'b')))
      await nextTurn()
      db.close()
      await insert(trx, 'more')
    })
    expect(await answers([transaction])).toEqual(['DatabaseClosed'])
    expect(await answers(waiting)).toEqual(['DatabaseClosed', 'DatabaseClosed'])
    expect(here.committed()).toEqual([])
  })
})

describe('a finished transaction', () => {
  test('runs no more queries, not even in a later one', async () => {
    const db = here.open()
    let finished: Pick<NotesDatabase, 'insertInto'> | undefined
    await db.transaction().execute(async (trx) => {
      finished = trx
    })
    const old = finished as Pick<NotesDatabase, 'insertInto'>
    // Kysely's own refusal, which comes before ours.
    expect(await answers([insert(old, 'late')])).toEqual(['Error'])
    await db.transaction().execute(async (trx) => {
      await insert(trx, 'mine')
      expect(await answers([insert(old, 'late')])).toEqual(['Error'])
    })
    expect(here.committed()).toEqual(['mine'])
  })

  test('neither does a connection that was given back', async () => {
    const db = here.open()
    let finished: Pick<NotesDatabase, 'insertInto'> | undefined
    await db.connection().execute(async (connection) => {
      await insert(connection, 'in time')
      finished = connection
    })
    const late = insert(finished as Pick<NotesDatabase, 'insertInto'>, 'late')
    expect(await answers([late])).toEqual(['TransactionFinished'])
    expect(here.committed()).toEqual(['in time'])
  })
})

describe('an error that ends a Kysely transaction', () => {
  const endings: [string, string, (db: NotesDatabase) => Promise<unknown>][] = [
    [
      'SQLITE_FULL',
      'DatabaseFull',
      async (trx) => {
        await sql`PRAGMA max_page_count = 8`.execute(trx)
        await insert(trx, 'x'.repeat(100_000))
      },
    ],
    [
      'OR ROLLBACK',
      'UniqueViolation',
      (trx) => sql`INSERT OR ROLLBACK INTO notes (text) VALUES ('first')`.execute(trx),
    ],
  ]

  test.each(endings)('%s: later statements do not commit on their own', async (_, name, end) => {
    const db = here.open()
    db.add('first')
    const told: string[] = []
    const transaction = db.transaction().execute(async (trx) => {
      await insert(trx, 'before')
      told.push(...(await answers([end(trx as unknown as NotesDatabase)])))
      told.push(...(await answers([insert(trx, 'after')])))
      told.push(...(await answers([trx.selectFrom('notes').selectAll().execute()])))
    })
    expect(await answers([transaction])).toEqual(['TransactionFinished'])
    expect(told).toEqual([name, 'TransactionFinished', 'TransactionFinished'])
    expect(here.committed()).toEqual(['first'])
    expect(await answers([db.write(() => db.add('unit')), insert(db, 'x')])).toEqual([
      'fulfilled',
      'fulfilled',
    ])
  })
})

test('a failing COMMIT rolls back, and others go on', async () => {
  const db = here.open()
  const transaction = db.transaction().execute(async (trx) => {
    await insert(trx, 'mine')
    await trx.insertInto('replies').values({ note_id: 404 }).execute()
  })
  expect(await answers([transaction])).toEqual(['ForeignKeyViolation'])
  await db.write(() => db.add('a'))
  await insert(db, 'b')
  expect(here.committed()).toEqual(['a', 'b'])
})

test('a controlled transaction with savepoints', async () => {
  const db = here.open()
  const trx = await db.startTransaction().execute()
  await insert(trx, 'a')
  const saved = await trx.savepoint('a "quoted" name').execute()
  await insert(saved, 'b')
  await saved.rollbackToSavepoint('a "quoted" name').execute()
  await insert(saved, 'c')
  await saved.releaseSavepoint('a "quoted" name').execute()
  expect(here.committed()).toEqual([])
  await trx.commit().execute()
  expect(here.committed()).toEqual(['a', 'c'])

  const other = await db.startTransaction().execute()
  await insert(other, 'd')
  await other.rollback().execute()
  await db.write(() => db.add('e'))
  expect(here.committed()).toEqual(['a', 'c', 'e'])
})

test('a transaction that raw SQL leaves open is rolled back before the next one comes', async () => {
  const db = here.open()
  await sql`BEGIN IMMEDIATE`.execute(db)
  await insert(db, 'on its own')
  expect(here.committed()).toEqual(['on its own'])
  await db.connection().execute(async (connection) => {
    await sql`BEGIN IMMEDIATE`.execute(connection)
    await insert(connection, 'left open')
  })
  await db.write(() => db.add('unit'))
  expect(here.committed()).toEqual(['on its own', 'unit'])
})

test('many at a time take turns', async () => {
  const db = here.open()
  const work = Array.from({ length: 60 }, (_, index) => {
    const text = `${index}`
    if (index % 3 === 0) return db.write(() => db.add(text))
    if (index % 3 === 1) return insert(db, text)
    return db.transaction().execute(async (trx) => {
      await insert(trx, text)
      await nextTurn()
      if (index % 2 === 0) throw new RangeError('no')
    })
  })
  const told = await answers(work)
  const expected = told.flatMap((answer, index) => (answer === 'fulfilled' ? [`${index}`] : []))
  expect(told.filter((answer) => answer === 'RangeError')).toHaveLength(10)
  expect(expected).toHaveLength(50)
  expect(here.committed().toSorted()).toEqual(expected.toSorted())
})
