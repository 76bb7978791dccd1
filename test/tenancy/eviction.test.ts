import { expect, test } from 'bun:test'
import { TenantCloser } from '../../src/tenancy/tenant-closer.ts'
import { WorkerChannel } from '../../src/tenancy/worker-channel.ts'
import type { WorkerRequest, WorkerResult } from '../../src/tenancy/worker-protocol.ts'
import { TestFleet, WORKER } from './harness.ts'

test('an evicted tenant has its rows in the file and leaves no WAL', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'u')
  expect(fleet.wals).toHaveLength(1)
  await fleet.pool.evict(id)
  expect(fleet.wals).toEqual([])
  expect(fleet.descriptors).toEqual([])
  expect(await fleet.users(id)).toEqual(['u'])
})

test('a worker holds the file before it is closed here, so that its close is the last', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const path = fleet.directory.database(id)
  const db = fleet.tenants.engine.open(path, id)
  await db.write(() => db.users.create({ id: 'u' }))
  const walAtRequest: [WorkerRequest['kind'], number][] = []
  /** Notes what was left to be checkpointed at each question. */
  class WatchedChannel extends WorkerChannel {
    override ask<Kind extends WorkerRequest['kind']>(
      request: Extract<WorkerRequest, { kind: Kind }>,
    ): Promise<WorkerResult<Kind>> {
      walAtRequest.push([request.kind, fleet.wals.length])
      return super.ask(request)
    }
  }
  const channel = new WatchedChannel(WORKER)
  const closing = new TenantCloser(channel, () => path, 1).close(id, db)
  await closing
  // The WAL is still there when our own handle is closed: that close did not checkpoint.
  expect(walAtRequest).toEqual([
    ['hold', 1],
    ['release', 1],
  ])
  expect(fleet.wals).toEqual([])
  channel.close()
})

test('a tenant that nobody wrote to is closed without asking the worker', async () => {
  await using fleet = new TestFleet({ tenants: 1, workerUrl: new URL('file:///nowhere.ts') })
  const ids = await fleet.createMany(3)
  for (const id of [...ids, ...ids]) expect(await fleet.users(id)).toEqual([])
  expect(fleet.pool.statistics()).toMatchObject({ open: 1, opened: 6, evicted: 5, waits: 0 })
})

test('a tenant that is used while it is being closed is opened again', async () => {
  await using fleet = new TestFleet({ tenants: 4 })
  const id = await fleet.create('acme')
  for (let turn = 0; turn < 30; turn += 1) {
    await fleet.add(id, `u${turn}`)
    const evicted = fleet.pool.evict(id)
    const uses = [fleet.users(id), fleet.add(id, `v${turn}`), fleet.users(id)]
    await evicted
    await Promise.all(uses)
    expect(await fleet.users(id)).toHaveLength(2 * turn + 2)
  }
})

test('evicting waits for writes and leases, and lets nobody new in before', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const order: string[] = []
  const lease = fleet.pool.lease({ id }, async (db) => {
    await Bun.sleep(20)
    await db.insertInto('users').values({ id: 'leased' }).execute()
    order.push('lease')
  })
  await fleet.users(id)
  const write = fleet.add(id, 'written').then(() => order.push('write'))
  const evicted = fleet.pool.evict(id).then(() => order.push('evicted'))
  const next = fleet.users(id).then((users) => order.push(users.join()))
  await Promise.all([lease, write, evicted, next])
  expect(order.slice(0, 2)).toEqual(['write', 'lease'])
  expect(order.slice(2).toSorted()).toEqual(['evicted', 'leased,written'])
  expect(fleet.pool.statistics()).toMatchObject({ opened: 2, evicted: 1 })
})

test('evicting what is not open, or not there, does nothing', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await Promise.all([fleet.pool.evict(id), fleet.pool.evict('nobody'), fleet.pool.evict(id)])
  expect(await fleet.users(id)).toEqual([])
})

test('what nobody uses for a while is closed, what is lent out stays', async () => {
  await using fleet = new TestFleet({ timings: { idleAfter: 50 } })
  const [idle, lent] = (await fleet.createMany(2)) as [string, string]
  await fleet.add(idle, 'u')
  await fleet.pool.lease({ id: lent }, async (db) => {
    await fleet.settled(1)
    expect(fleet.pool.peek(lent)).toBe(db)
    expect(fleet.pool.peek(idle)).toBeUndefined()
  })
  await fleet.settled(0)
  expect(fleet.wals).toEqual([])
  expect(await fleet.users(idle)).toEqual(['u'])
})

test('many databases that fall idle together are not all closed in one turn', async () => {
  await using fleet = new TestFleet({ timings: { idleAfter: 300 } })
  for (const id of await fleet.createMany(80)) await fleet.users(id)
  let open = fleet.pool.statistics().open
  let most = 0
  while (open > 0) {
    await new Promise((resolve) => setImmediate(resolve))
    const now = fleet.pool.statistics().open
    most = Math.max(most, open - now)
    open = now
  }
  expect(most).toBeLessThanOrEqual(16)
})
