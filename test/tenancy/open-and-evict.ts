import { expect } from 'bun:test'
import { descriptors, TestFleet } from './harness.ts'

/** Reads, writes and leases in 12 tenants, of which three fit into the pool: nearly each opens one. */
export async function openAndEvict(uses: number): Promise<void> {
  await using fleet = new TestFleet({ tenants: 3 })
  const ids = await fleet.createMany(12)
  const cycle = async (id: string, number: number) => {
    if (number % 3 === 0) await fleet.users(id)
    else if (number % 3 === 1) await fleet.add(id, `u${number}`)
    else {
      await fleet.pool.lease({ id }, (db) =>
        db
          .insertInto('users')
          .values({ id: `u${number}` })
          .execute(),
      )
    }
  }
  for (const [number, id] of ids.entries()) await cycle(id, number)
  await Promise.all(ids.map((id) => fleet.pool.evict(id)))
  const before = descriptors().length
  for (let number = 100; number < 100 + uses; number += 6) {
    const batch = [0, 1, 2, 3, 4, 5].map((offset) => number + offset)
    await Promise.all(batch.map((n) => cycle(ids[(n * 7) % ids.length] as string, n)))
  }
  await Promise.all(ids.map((id) => fleet.pool.evict(id)))
  expect(fleet.pool.statistics().opened).toBeGreaterThan(uses * 0.7)
  expect(fleet.pool.statistics().open).toBe(0)
  expect(fleet.descriptors).toEqual([])
  expect(descriptors().length).toBe(before)
}
