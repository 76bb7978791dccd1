import { expect, test } from 'bun:test'
import { DURABILITY } from '../harness/configuration.ts'
import { TestFleet } from './harness.ts'
import { openAndEvict } from './open-and-evict.ts'

/** Descriptors of an open tenant: the database, its WAL, its shared memory; the log that is synced. */
const PER_CONNECTION = DURABILITY === 'full' ? 4 : 3
/** A second connection for Kysely, and what Kysely has left in other tenants. */
const PER_LEASE = 4

/** Looks again at every turn of the event loop until it is told to stop. */
function watchDescriptors(fleet: TestFleet): () => number {
  let most = 0
  let watching = true
  const look = () => {
    most = Math.max(most, fleet.descriptors.length)
    if (watching) setImmediate(look)
  }
  look()
  return () => {
    watching = false
    return most
  }
}

test('hundreds of openings and evictions leave no descriptor behind', () => openAndEvict(480))

for (const { tenants, leases, closing } of [
  { tenants: 1, leases: 1, closing: 0 },
  { tenants: 2, leases: 2, closing: 0 },
  { tenants: 16, leases: 3, closing: 2 },
]) {
  test(`at no moment more than the capacity of ${tenants} is open`, async () => {
    await using fleet = new TestFleet({ tenants, leases, closing })
    const ids = await fleet.createMany(24)
    const stop = watchDescriptors(fleet)
    const worker = async (seed: number) => {
      for (let step = 0; step < 15; step += 1) {
        const id = ids[(seed * 5 + step * 7) % ids.length] as string
        if (step % 5 === 4) {
          await fleet.pool.lease({ id }, async (db) => {
            await db.selectFrom('users').selectAll().execute()
            await Bun.sleep(1)
          })
        } else if (step % 2 === 0) await fleet.add(id, `${seed}-${step}`)
        else await fleet.users(id)
      }
    }
    await Promise.all(Array.from({ length: 20 }, (_, seed) => worker(seed)))
    await fleet.pool.close()
    const most = stop()
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(
      (tenants + Math.max(1, closing)) * PER_CONNECTION + leases * PER_LEASE,
    )
    expect(fleet.descriptors).toEqual([])
  })
}

test('closing the pool does not open more files than closing one by one', async () => {
  await using fleet = new TestFleet({ tenants: 60, leases: 1, closing: 4 })
  const ids = await fleet.createMany(56)
  await Promise.all(ids.map((id) => fleet.add(id, 'u')))
  const stop = watchDescriptors(fleet)
  await fleet.pool.close()
  expect(stop()).toBeLessThanOrEqual((56 + 4) * PER_CONNECTION)
  expect(fleet.wals).toEqual([])
})

test('what Kysely leaves open in a tenant stays within what leases are granted', async () => {
  await using fleet = new TestFleet({ tenants: 12, leases: 2, closing: 1 })
  for (const id of await fleet.createMany(10)) {
    await fleet.pool.lease({ id }, (db) => db.selectFrom('users').selectAll().execute())
    const { open } = fleet.pool.statistics()
    expect(fleet.descriptors.length).toBeLessThanOrEqual(open * PER_CONNECTION + 2)
  }
})

test('a tenant that is lent out again and again is not closed in between', async () => {
  await using fleet = new TestFleet({ tenants: 12, leases: 1, closing: 1 })
  const id = await fleet.create('acme')
  for (let turn = 0; turn < 5; turn += 1) {
    await fleet.pool.lease({ id }, (db) => db.selectFrom('users').selectAll().execute())
  }
  expect(fleet.pool.statistics()).toMatchObject({ opened: 1, evicted: 0 })
})
