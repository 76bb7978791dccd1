import { expect, test } from 'bun:test'
import { nextTurn } from '../../src/realtime/next-turn.ts'
import { PoolExhausted } from '../../src/tenancy/errors.ts'
import { failure, TestFleet } from './harness.ts'

/** Longer than the share of a tenant, in milliseconds. */
const LONG = 2

/** A tenant that is to be hammered, and another one that is used beside it. */
async function neighbours(fleet: TestFleet): Promise<readonly [string, string]> {
  const [noisy = '', other = ''] = await fleet.createMany(2)
  await fleet.users(noisy)
  await fleet.users(other)
  return [noisy, other]
}

test('reads of one tenant that come at once leave turns to another tenant', async () => {
  await using fleet = new TestFleet()
  const [noisy, other] = await neighbours(fleet)
  let done = 0
  const slow = () => fleet.pool.read({ id: noisy }, () => Bun.sleepSync(LONG)).then(() => done++)
  const flood = Array.from({ length: 50 }, slow)
  await nextTurn()
  await fleet.users(other)
  expect(done).toBeLessThan(10)
  await Promise.all(flood)
  expect(done).toBe(50)
})

test('units of one tenant that come at once are committed in portions, and leave turns to another', async () => {
  await using fleet = new TestFleet()
  const [noisy, other] = await neighbours(fleet)
  let done = 0
  const names = Array.from({ length: 200 }, (_, number) => `u${String(number).padStart(3, '0')}`)
  const flood = names.map((name) => fleet.add(noisy, name).then(() => done++))
  await nextTurn()
  await fleet.add(other, 'ada')
  expect(done).toBeLessThan(100)
  await Promise.all(flood)
  expect(await fleet.users(noisy)).toEqual(names)
  expect(fleet.pool.peek(noisy)?.stats().unitsPerCommit).toBeLessThan(100)
})

test('what one tenant floods it with is spread over time, which others use', async () => {
  await using fleet = new TestFleet()
  const [noisy, other] = await neighbours(fleet)
  await fleet.users(noisy)
  const start = performance.now()
  const names = Array.from({ length: 200 }, (_, number) => `u${number}`)
  let flooding = true
  const flood = Promise.all(names.map((name) => fleet.add(noisy, name))).then(() => {
    flooding = false
  })
  let reads = 0
  for (; flooding; reads += 1) {
    await fleet.users(other)
    await nextTurn()
  }
  await flood
  // 5 units in 2 ms.
  expect(performance.now() - start).toBeGreaterThan(70)
  // In a pool of one on a busy machine each of them opens a file anew.
  expect(reads).toBeGreaterThan(4)
})

test('a tenant that is alone has whole turns', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.users(id)
  await Bun.sleep(1_050)
  let done = 0
  const reads = Array.from({ length: 5 }, () =>
    fleet.pool.read({ id }, () => {
      Bun.sleepSync(LONG)
      done += 1
    }),
  )
  expect(done).toBe(5)
  await Promise.all(reads)
})

test('a tenant that was used longer ago has no part in it either', async () => {
  await using fleet = new TestFleet()
  const [noisy] = await neighbours(fleet)
  await Bun.sleep(1_050)
  let done = 0
  const reads = Array.from({ length: 5 }, () =>
    fleet.pool.read({ id: noisy }, () => {
      Bun.sleepSync(LONG)
      done += 1
    }),
  )
  expect(done).toBe(5)
  await Promise.all(reads)
})

test('reads that are quick share a turn, and those that wait keep their order', async () => {
  await using fleet = new TestFleet()
  const [id] = await neighbours(fleet)
  const order: number[] = []
  const reads = Array.from({ length: 60 }, (_, number) =>
    fleet.pool.read({ id }, () => {
      order.push(number)
      if (number % 20 === 0) Bun.sleepSync(LONG)
    }),
  )
  expect(order).toEqual([0])
  await Promise.all(reads)
  expect(order).toEqual(Array.from({ length: 60 }, (_, number) => number))
})

test('rights are checked again after a wait for a turn, and who has none keeps nobody waiting', async () => {
  await using fleet = new TestFleet()
  const [id] = await neighbours(fleet)
  const boom = () => {
    throw new RangeError('no member any more')
  }
  const first = fleet.pool.read({ id }, () => Bun.sleepSync(LONG))
  const refused = failure(fleet.pool.read({ id, recheck: boom }, () => 'read'))
  const last = fleet.pool.read({ id }, () => 'read')
  expect(await refused).toBeInstanceOf(RangeError)
  expect(await last).toBe('read')
  await first
})

test('more than anybody would wait for are refused, and nobody else is', async () => {
  await using fleet = new TestFleet()
  const [noisy, other] = await neighbours(fleet)
  const long = fleet.pool.read({ id: noisy }, () => Bun.sleepSync(LONG))
  const flood = Array.from({ length: 12_000 }, () => fleet.users(noisy))
  const outcomes = Promise.allSettled(flood)
  expect(await fleet.users(other)).toEqual([])
  const refused = (await outcomes).filter(({ status }) => status === 'rejected')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]).toMatchObject({ reason: expect.any(PoolExhausted) })
  await long
  expect(await fleet.users(noisy)).toEqual([])
})
