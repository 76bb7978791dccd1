import { expect, test } from 'bun:test'
import { PoolExhausted } from '../../src/tenancy/errors.ts'
import { TestFleet } from './harness.ts'

/** 300 ms of CPU for each question: more than is free at once. */
const BUSY = new URL('fixtures/busy-worker.ts', import.meta.url)

/** Asks about one tenant, and tells of the answer. */
function asker(fleet: TestFleet, order: string[]) {
  return (id: string) => fleet.tenants.questions.ask({ id }, null).then(() => order.push(id))
}

/** Reads of several tenants, until the test ends. */
function using(fleet: TestFleet, ids: readonly string[]): Disposable {
  const read = () => void Promise.all(ids.map((id) => fleet.users(id)))
  read()
  const timer = setInterval(read, 200)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

test('while others are used, one tenant has its share of a thread, and no more', async () => {
  await using fleet = new TestFleet({ workerUrl: BUSY, questionShare: 0.05 })
  const [noisy = '', ...others] = await fleet.createMany(4)
  using _used = using(fleet, [noisy, ...others])
  const order: string[] = []
  const ask = asker(fleet, order)
  await ask(noisy)
  const again = ask(noisy)
  for (const id of others) await ask(id)
  expect(order).toEqual([noisy, ...others])
  await again
})

test('those who wait for the rest of their own tenant are in nobody’s way', async () => {
  const timings = { patience: 500 }
  await using fleet = new TestFleet({ workerUrl: BUSY, questionShare: 0.01, timings })
  const ids = await fleet.createMany(3)
  using _used = using(fleet, ids)
  const [one = '', two = '', other = ''] = ids
  const order: string[] = []
  const ask = asker(fleet, order)
  const asked = [one, two].flatMap((id) => Array.from({ length: 17 }, () => ask(id)))
  const all = Promise.allSettled(asked)
  while (order.length < 2) await Bun.sleep(5)
  await ask(other)
  expect(order).toBeArrayOfSize(3)
  expect(order[2]).toBe(other)
  const refused = (await all).filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(32)
  expect(refused[0]).toMatchObject({ reason: expect.any(PoolExhausted) })
})

test('a tenant that is alone has all of a thread', async () => {
  await using fleet = new TestFleet({ workerUrl: BUSY, questionShare: 0.000_1 })
  const id = await fleet.create('acme')
  await fleet.users(id)
  // Otherwise the second one would wait for longer than a test may take.
  for (let time = 0; time < 2; time += 1) await fleet.tenants.questions.ask({ id }, null)
})
