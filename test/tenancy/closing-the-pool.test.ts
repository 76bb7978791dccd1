import { expect, test } from 'bun:test'
import { PoolClosed } from '../../src/tenancy/errors.ts'
import { SEVERAL } from '../harness/configuration.ts'
import { failure, gate, TestFleet, usersIn } from './harness.ts'

test('closing lets running writes and leases finish and refuses new uses', async () => {
  await using fleet = new TestFleet({ tenants: SEVERAL })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  const end = gate()
  const lease = fleet.pool.lease({ id: b }, async (db) => {
    await end.opened
    await db.insertInto('users').values({ id: 'late' }).execute()
  })
  await fleet.users(b)
  const write = fleet.add(a, 'u')
  const closed = fleet.tenants.close()
  const refused = [
    fleet.users(a),
    fleet.add(a, 'v'),
    fleet.pool.lease({ id: a }, async (db) => db.version),
  ]
  for (const error of await Promise.all(refused.map(failure))) {
    expect(error).toBeInstanceOf(PoolClosed)
  }
  await write
  end.open()
  await lease
  await closed
  expect(fleet.wals).toEqual([])
  expect(fleet.descriptors).toEqual([])
  await fleet.restart()
  expect([await fleet.users(a), await fleet.users(b)]).toEqual([['u'], ['late']])
})

test('closing waits for a database that is being closed already', async () => {
  await using fleet = new TestFleet({ tenants: 8, closing: 1 })
  const ids = await fleet.createMany(8)
  await fleet.add(ids[0] as string, 'u')
  for (const id of ids) await fleet.users(id)
  // The last opening has begun to close the first tenant, the only one that was written to.
  expect(fleet.wals).toContainEqual(expect.stringContaining(ids[0] as string))
  await fleet.pool.close()
  expect(fleet.pool.statistics().open).toBe(0)
  expect(fleet.wals).toEqual([])
  expect(fleet.descriptors).toEqual([])
})

test('whoever waits for an opening is refused when the pool closes meanwhile', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  const end = gate()
  const lease = fleet.pool.lease({ id: a }, async (db) => {
    await end.opened
    return db.read(() => usersIn(db))
  })
  await fleet.users(a)
  const waiting = failure(fleet.users(b))
  const closed = fleet.tenants.close()
  end.open()
  expect(await waiting).toBeInstanceOf(PoolClosed)
  expect(await lease).toEqual([])
  await closed
  expect(fleet.descriptors).toEqual([])
})

test('closing twice is harmless', async () => {
  await using fleet = new TestFleet()
  await fleet.add(await fleet.create('acme'), 'u')
  await Promise.all([fleet.tenants.close(), fleet.tenants.close()])
  await fleet.tenants.close()
  expect(fleet.wals).toEqual([])
})
