import { expect, test } from 'bun:test'
import { PoolExhausted } from '../../src/tenancy/errors.ts'
import { SEVERAL } from '../harness/configuration.ts'
import { failure, gate, TestFleet, usersIn } from './harness.ts'

/** Starts each write before the one before is answered. @returns how to stop it */
function writeWithoutPause(fleet: TestFleet, id: string): () => Promise<void> {
  let stopped = false
  const written: Promise<unknown>[] = []
  const next = (number: number): void => {
    const write = fleet.pool.write({ id }, (db) => {
      if (!stopped) queueMicrotask(() => next(number + 1))
      return db.users.create({ id: `stream-${number}` }).id
    })
    written.push(write)
  }
  next(0)
  return async () => {
    stopped = true
    await Promise.all(written)
  }
}

test('a tenant is not closed to make room in the very turn in which it was opened', async () => {
  await using fleet = new TestFleet({ tenants: 8, closing: 1, leases: 7 })
  const ids = await fleet.createMany(8)
  const last = ids.pop() as string
  const end = gate()
  const leases = ids.map((id) => fleet.pool.lease({ id }, () => end.opened))
  // All others are in use now, and the eighth place is the one that is kept spare.
  expect(await fleet.users(last)).toEqual([])
  await fleet.add(last, 'u')
  expect(await fleet.users(last)).toEqual(['u'])
  end.open()
  await Promise.all(leases)
})

test('when everything is lent out, others wait a bounded time and are told so', async () => {
  await using fleet = new TestFleet({ tenants: 2, leases: 2, timings: { patience: 50 } })
  const [a, b, c] = (await fleet.createMany(3)) as [string, string, string]
  const end = gate()
  const leases = [a, b].map((id) => fleet.pool.lease({ id }, () => end.opened))
  await fleet.users(a)
  const refused = [
    fleet.users(c),
    fleet.add(c, 'u'),
    fleet.pool.lease({ id: a }, async (db) => db.version),
  ]
  for (const error of await Promise.all(refused.map(failure))) {
    expect(error).toBeInstanceOf(PoolExhausted)
  }
  expect(fleet.pool.statistics()).toMatchObject({ open: 2, leased: 2, evicted: 0 })
  expect(fleet.pool.statistics().refused).toBeGreaterThan(0)
  end.open()
  await Promise.all(leases)
  expect(await fleet.users(c)).toEqual([])
})

test('whoever waits for room gets it when a lease ends', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  const end = gate()
  const order: string[] = []
  const lease = fleet.pool.lease({ id: a }, async (db) => {
    await end.opened
    order.push(`lease sees ${db.read(() => usersIn(db)).length}`)
  })
  await fleet.users(a)
  const waiting = [fleet.add(b, 'u'), fleet.users(b)].map((use) => use.then(() => order.push('b')))
  await Bun.sleep(20)
  expect(order).toEqual([])
  end.open()
  await Promise.all([lease, ...waiting])
  expect(order).toEqual(['lease sees 0', 'b', 'b'])
})

test('writes without pause on one tenant do not starve another at pool size 1', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  let stop = false
  let written = 0
  const stream = async (name: string) => {
    for (let i = 0; !stop; i += 1) {
      await fleet.add(a, `${name}-${i}`)
      written += 1
    }
  }
  const streams = ['x', 'y', 'z'].map(stream)
  for (let turn = 0; turn < 20; turn += 1) {
    await fleet.add(b, `b-${turn}`)
    expect(await fleet.users(b)).toHaveLength(turn + 1)
  }
  stop = true
  await Promise.all(streams)
  expect(await fleet.users(a)).toHaveLength(written)
})

test('a waiter who gives up leaves nothing behind that disturbs later ones', async () => {
  await using fleet = new TestFleet({ tenants: 1, timings: { patience: 30 } })
  const [a, b, c] = (await fleet.createMany(3)) as [string, string, string]
  const end = gate()
  const lease = fleet.pool.lease({ id: a }, () => end.opened)
  await fleet.users(a)
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await failure(fleet.users(b))).toBeInstanceOf(PoolExhausted)
    expect(await failure(fleet.users(c))).toBeInstanceOf(PoolExhausted)
  }
  end.open()
  await lease
  expect(await fleet.users(a)).toEqual([])
  expect(await fleet.users(b)).toEqual([])
  expect(await fleet.users(c)).toEqual([])
})

test('nobody waits longer than the patience for a tenant that is slow to close', async () => {
  await using fleet = new TestFleet({
    tenants: SEVERAL,
    timings: { patience: 50 },
    workerUrl: new URL('./fixtures/slow-worker.ts', import.meta.url),
  })
  const [slow, other] = (await fleet.createMany(2)) as [string, string]
  await fleet.add(slow, 'u')
  const evicted = fleet.pool.evict(slow)
  expect(await failure(fleet.users(slow))).toBeInstanceOf(PoolExhausted)
  await fleet.add(other, 'u')
  await evicted
  expect(await fleet.users(slow)).toEqual(['u'])
})

test('the end of a lease makes room even if the tenant is written to without pause', async () => {
  await using fleet = new TestFleet({ tenants: 1, timings: { patience: 2_000 } })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  const end = gate()
  const lease = fleet.pool.lease({ id: a }, () => end.opened)
  const stop = writeWithoutPause(fleet, a)
  await fleet.users(a)
  const waiting = fleet.add(b, 'u')
  await Bun.sleep(20)
  end.open()
  await lease
  expect(await waiting).toBe('u')
  await stop()
})
