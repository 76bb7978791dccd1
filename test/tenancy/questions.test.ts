import { expect, test } from 'bun:test'
import { TestFleet } from './harness.ts'

/** It answers whatever it is asked 300 ms later. */
const SLOW = new URL('fixtures/slow-worker.ts', import.meta.url)

test('while others are used, one tenant has its share of a thread, and no more', async () => {
  await using fleet = new TestFleet({ workerUrl: SLOW, questionShare: 0.1 })
  const [noisy = '', ...others] = await fleet.createMany(4)
  for (const id of [noisy, ...others]) await fleet.users(id)
  const order: string[] = []
  const ask = (id: string) => fleet.tenants.questions.ask({ id }, null).then(() => order.push(id))
  await ask(noisy)
  const again = ask(noisy)
  for (const id of others) await ask(id)
  expect(order).toEqual([noisy, ...others])
  await again
})

test('a tenant that is alone has all of a thread', async () => {
  await using fleet = new TestFleet({ workerUrl: SLOW, questionShare: 0.01 })
  const id = await fleet.create('acme')
  await fleet.users(id)
  // Otherwise the second one would wait for longer than a test may take.
  for (let time = 0; time < 2; time += 1) await fleet.tenants.questions.ask({ id }, null)
})
