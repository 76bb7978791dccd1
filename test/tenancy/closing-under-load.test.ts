import { expect, test } from 'bun:test'
import { PoolClosed } from '../../src/tenancy/errors.ts'
import { TestFleet } from './harness.ts'

test('closing in the middle of a storm answers everybody and does not wait for waiters', async () => {
  // Whoever waits in vain would do so for longer than the test may take.
  await using fleet = new TestFleet({ tenants: 1, timings: { patience: 600_000 } })
  const ids = await fleet.createMany(6)
  const written = new Map(ids.map((id) => [id, 0]))
  const client = async (number: number): Promise<unknown> => {
    for (let step = 0; ; step += 1) {
      const id = ids[(number + step) % ids.length] as string
      try {
        await fleet.add(id, `${number}-${step}`)
        written.set(id, (written.get(id) ?? 0) + 1)
        await fleet.users(id)
        await fleet.pool.lease({ id }, (db) => db.selectFrom('users').selectAll().execute())
      } catch (error) {
        return error
      }
    }
  }
  const clients = Array.from({ length: 12 }, (_, number) => client(number))
  await Bun.sleep(100)
  await fleet.tenants.close()
  for (const error of await Promise.all(clients)) expect(error).toBeInstanceOf(PoolClosed)
  expect(fleet.wals).toEqual([])
  expect(fleet.descriptors).toEqual([])
  await fleet.restart()
  for (const id of ids) expect(await fleet.users(id)).toHaveLength(written.get(id) ?? 0)
})
