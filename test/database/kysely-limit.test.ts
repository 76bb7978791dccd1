import { expect, test } from 'bun:test'
import { sql } from 'kysely'
import { answers, scratch } from './scratch.ts'

const here = scratch()
const LIMIT = 30

test('a transaction that never ends lets writers and other queries go on', async () => {
  const db = here.open({ transactionLimit: LIMIT })
  const begun = Promise.withResolvers<void>()
  const never = db.transaction().execute(async (trx) => {
    await trx.insertInto('notes').values({ text: 'never' }).execute()
    begun.resolve()
    await new Promise(() => undefined)
  })
  expect(never).toBeInstanceOf(Promise)
  await begun.promise
  const others = [
    db.write(() => db.add('unit')),
    db.insertInto('notes').values({ text: 'query' }).execute(),
    db.transaction().execute((trx) => trx.insertInto('notes').values({ text: 'trx' }).execute()),
  ]
  expect(await answers(others)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  expect(here.committed().toSorted()).toEqual(['query', 'trx', 'unit'])
  expect(db.busy).toBe(false)
})

test('its next query fails', async () => {
  const db = here.open({ transactionLimit: LIMIT })
  const told: string[] = []
  const slow = db.transaction().execute(async (trx) => {
    await trx.insertInto('notes').values({ text: 'slow' }).execute()
    // Answered once the time of the transaction is over.
    await db.write(() => db.add('unit'))
    told.push(...(await answers([trx.selectFrom('notes').selectAll().execute()])))
    await db.transaction().execute(async (other) => {
      await other.insertInto('notes').values({ text: 'other' }).execute()
      const late = trx.insertInto('notes').values({ text: 'late' }).execute()
      told.push(...(await answers([late])))
    })
  })
  expect(await answers([slow])).toEqual(['TransactionTimedOut'])
  expect(told).toEqual(['TransactionTimedOut', 'TransactionTimedOut'])
  expect(here.committed()).toEqual(['unit', 'other'])
})

test('its commit fails', async () => {
  const db = here.open({ transactionLimit: LIMIT })
  const slow = db.transaction().execute(async (trx) => {
    await trx.insertInto('notes').values({ text: 'slow' }).execute()
    await db.write(() => db.add('unit'))
  })
  expect(await answers([slow])).toEqual(['TransactionTimedOut'])
  expect(here.committed()).toEqual(['unit'])
})

test('so does the commit of a controlled one', async () => {
  const db = here.open({ transactionLimit: LIMIT })
  const trx = await db.startTransaction().execute()
  await trx.insertInto('notes').values({ text: 'slow' }).execute()
  await db.write(() => db.add('unit'))
  expect(await answers([trx.savepoint('late').execute(), trx.commit().execute()])).toEqual([
    'TransactionTimedOut',
    'TransactionTimedOut',
  ])
  expect(here.committed()).toEqual(['unit'])
  await sql`SELECT 1`.execute(db)
})

test('a query outside of the transaction that its callback waits for is no deadlock', async () => {
  const db = here.open({ transactionLimit: LIMIT })
  const tangled = db.transaction().execute(async () => {
    await db.selectFrom('notes').selectAll().execute()
  })
  expect(await answers([tangled])).toEqual(['TransactionTimedOut'])
})

test('a transaction that ends in time is left alone', async () => {
  const db = here.open({ transactionLimit: LIMIT })
  await db.transaction().execute((trx) => trx.insertInto('notes').values({ text: 'a' }).execute())
  await Bun.sleep(2 * LIMIT)
  await db.transaction().execute((trx) => trx.insertInto('notes').values({ text: 'b' }).execute())
  expect(here.committed()).toEqual(['a', 'b'])
})
