import { expect, test } from 'bun:test'
import { TestFleet, usersIn } from './harness.ts'

const TENANTS = 20
const CLIENTS = 20
const STEPS = 12

/** One client that reads its own writes, whatever tenant it goes to. */
async function client(fleet: TestFleet, ids: readonly string[], number: number): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    const id = ids[(number * 7 + step * 3) % ids.length] as string
    const user = `${number}-${step}`
    if (step % 4 === 0) {
      const seen = await fleet.pool.lease({ id }, async (db) => {
        await db.insertInto('users').values({ id: user }).execute()
        return db.selectFrom('users').select('id').where('id', '=', user).execute()
      })
      expect(seen).toEqual([{ id: user }])
    } else if (step % 4 === 1) {
      const count = await fleet.pool.read({ id }, (db) => usersIn(db).length)
      expect((await fleet.users(id)).length).toBeGreaterThanOrEqual(count)
    } else {
      expect(await fleet.add(id, user)).toBe(user)
      expect(await fleet.pool.read({ id }, (db) => db.users.findById(user)?.id)).toBe(user)
    }
  }
}

for (const tenants of [1, 2, 16]) {
  test(`pool size ${tenants}: no request of ${CLIENTS} clients on ${TENANTS} tenants fails`, async () => {
    await using fleet = new TestFleet({
      tenants,
      leases: 2,
      timings: { patience: 60_000 },
    })
    const ids = await fleet.createMany(TENANTS)
    await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(fleet, ids, number)))
    const contents = await Promise.all(ids.map((id) => fleet.users(id)))
    expect(contents.flat()).toHaveLength((CLIENTS * STEPS * 3) / 4)
    expect(fleet.pool.statistics()).toMatchObject({ refused: 0, leased: 0 })
    expect(fleet.pool.statistics().open).toBeLessThanOrEqual(tenants)
  }, 60_000)
}

test('one opening serves all who wait for the same tenant', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  await fleet.add(a, 'u')
  // The dirty tenant has to be closed first, so all of these wait.
  const uses = Array.from({ length: 50 }, (_, number) =>
    number % 2 === 0 ? fleet.users(b) : fleet.add(b, `u${number}`),
  )
  await Promise.all(uses)
  expect(fleet.pool.statistics()).toMatchObject({ opened: 2, evicted: 1, waits: 1 })
})
