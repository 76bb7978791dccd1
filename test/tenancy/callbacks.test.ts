import { expect, test } from 'bun:test'
import { AsynchronousWork, DatabaseReadOnly } from '../../src/database/errors.ts'
import { NestedUse } from '../../src/tenancy/errors.ts'
import { failure, TestFleet, usersIn } from './harness.ts'

/** What TypeScript refuses, for callers that have found a way around it. */
const thenable = Object.fromEntries([['then', () => 'late']]) as unknown as string

test('a callback must not use another tenant, nor its own again', async () => {
  await using fleet = new TestFleet()
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  for (const id of [a, b]) {
    const inner: Promise<unknown>[] = []
    const nested = () => {
      inner.push(
        failure(fleet.users(id)),
        failure(fleet.add(id, 'x')),
        failure(fleet.pool.lease({ id }, async (db) => db.version)),
      )
    }
    await fleet.pool.read({ id: a }, nested)
    await fleet.pool.write({ id: a }, nested)
    expect(inner).toHaveLength(6)
    for (const error of await Promise.all(inner)) expect(error).toBeInstanceOf(NestedUse)
  }
  expect(await fleet.users(a)).toEqual([])
})

test('after a callback that threw the pool is usable again', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const boom = () => {
    throw new Error('boom')
  }
  expect(await failure(fleet.pool.read({ id }, boom))).toMatchObject({ message: 'boom' })
  expect(await failure(fleet.pool.write({ id }, boom))).toMatchObject({ message: 'boom' })
  expect(await failure(fleet.pool.lease({ id }, async () => boom()))).toMatchObject({
    message: 'boom',
  })
  expect(await failure(fleet.pool.lease({ id }, boom))).toMatchObject({ message: 'boom' })
  await fleet.add(id, 'u')
  expect(fleet.pool.statistics()).toMatchObject({ opened: 1, leased: 0 })
})

test('a callback that returns a promise, or what looks like one, is refused', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const late = async () => 'late'
  for (const work of [() => thenable, late as unknown as () => string]) {
    expect(await failure(fleet.pool.read({ id }, work))).toBeInstanceOf(AsynchronousWork)
    expect(await failure(fleet.pool.write({ id }, work))).toBeInstanceOf(AsynchronousWork)
  }
  const write = fleet.pool.write({ id }, (db) => {
    db.users.create({ id: 'ghost' })
    return thenable
  })
  expect(await failure(write)).toBeInstanceOf(AsynchronousWork)
  expect(await fleet.users(id)).toEqual([])
})

test('a read callback must not write', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const write = fleet.pool.read({ id }, (db) => db.users.create({ id: 'u' }).id)
  expect(await failure(write)).toBeInstanceOf(DatabaseReadOnly)
  expect(await fleet.users(id)).toEqual([])
})

test('units that wait for one tenant see each other and are committed together', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.users(id)
  const counts = await Promise.all(
    Array.from({ length: 50 }, (_, number) =>
      fleet.pool.write({ id }, (db) => {
        db.users.create({ id: `u${String(number).padStart(2, '0')}` })
        return usersIn(db).length
      }),
    ),
  )
  expect(counts).toEqual(Array.from({ length: 50 }, (_, number) => number + 1))
  expect(fleet.pool.peek(id)?.stats()).toMatchObject({ commits: 1, units: 50 })
})
