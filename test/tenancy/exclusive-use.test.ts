import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { OperationRunning, TenantHeld, TenantInUse } from '../../src/tenancy/errors.ts'
import { failure, gate, TestFleet } from './harness.ts'

test('running uses end first, new ones wait, and nobody has the file open meanwhile', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'before')
  const end = gate()
  const lease = fleet.pool.lease({ id }, async (db) => {
    await end.opened
    await db.insertInto('users').values({ id: 'lent' }).execute()
  })
  const write = fleet.add(id, 'written')
  await Bun.sleep(20)
  let served = false
  const seen = fleet.tenants.exclusively(id, async (directory) => {
    expect(directory).toBe(fleet.directory.tenant(id))
    expect({ wals: fleet.wals, descriptors: fleet.descriptors }).toEqual({
      wals: [],
      descriptors: [],
    })
    const database = new Database(fleet.directory.database(id))
    const users = database.query<{ id: string }, []>('SELECT id FROM users ORDER BY id').all()
    database.close(true)
    await Bun.sleep(50)
    expect(served).toBe(false)
    return users.map((row) => row.id)
  })
  const late = fleet.add(id, 'late').then(() => {
    served = true
  })
  await write
  end.open()
  await lease
  expect(await seen).toEqual(['before', 'lent', 'written'])
  await late
  expect(await fleet.users(id)).toEqual(['before', 'late', 'lent', 'written'])
})

test('who waits too long for it is told to come again; other tenants go on', async () => {
  await using fleet = new TestFleet({ timings: { patience: 60 } })
  const [id, other] = (await fleet.createMany(2)) as [string, string]
  const end = gate()
  const held = fleet.tenants.exclusively(id, () => end.opened)
  const waiting = [fleet.users(id), fleet.add(id, 'u'), fleet.pool.lease({ id }, async () => 1)]
  for (const error of await Promise.all(waiting.map(failure))) {
    expect(error).toBeInstanceOf(TenantHeld)
  }
  expect(await fleet.users(other)).toEqual([])
  end.open()
  await held
  await fleet.add(id, 'u')
  expect(await fleet.users(id)).toEqual(['u'])
})

test('a connection anywhere else prevents it, and service goes on', async () => {
  await using fleet = new TestFleet({ timings: { drainPatience: 150 } })
  const id = await fleet.create('acme')
  await fleet.add(id, 'u')
  const elsewhere = new Database(fleet.directory.database(id))
  elsewhere.query('SELECT * FROM users').all()
  let ran = false
  const outcome = fleet.tenants.exclusively(id, async () => {
    ran = true
  })
  expect(await failure(outcome)).toBeInstanceOf(TenantInUse)
  expect(ran).toBe(false)
  await fleet.add(id, 'v')
  elsewhere.close(true)
  await fleet.tenants.exclusively(id, async () => {
    ran = true
  })
  expect(ran).toBe(true)
  expect(await fleet.users(id)).toEqual(['u', 'v'])
})

test('a use that does not end prevents it, and is not disturbed', async () => {
  await using fleet = new TestFleet({ timings: { drainPatience: 80 } })
  const id = await fleet.create('acme')
  const end = gate()
  const lease = fleet.pool.lease({ id }, async (db) => {
    await end.opened
    await db.insertInto('users').values({ id: 'lent' }).execute()
  })
  await Bun.sleep(20)
  expect(await failure(fleet.tenants.exclusively(id, async () => 1))).toBeInstanceOf(TenantInUse)
  await fleet.add(id, 'meanwhile')
  end.open()
  await lease
  expect(await fleet.users(id)).toEqual(['lent', 'meanwhile'])
})

test('a migration that waits for its worker ends before, or comes after', async () => {
  await using fleet = new TestFleet()
  const ids = await fleet.createMany(6)
  for (const id of ids) fleet.makeStale(id)
  const used = ids.map((id) => fleet.users(id))
  const last = ids.at(-1) as string
  await fleet.tenants.exclusively(last, async () => {
    await Bun.sleep(50)
    expect(fleet.wals.some((name) => name.includes(last))).toBe(false)
  })
  await Promise.all(used)
  expect(await fleet.pool.read({ id: last }, (db) => db.version)).toBe(
    fleet.tenants.engine.latestVersion,
  )
})

test('one at a time, and what it throws ends it', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const end = gate()
  const first = fleet.tenants.exclusively(id, () => end.opened)
  const second = fleet.tenants.exclusively(id, async () => 2)
  expect(await failure(second)).toBeInstanceOf(OperationRunning)
  end.open()
  await first
  const third = fleet.tenants.exclusively(id, async () => {
    throw new Error('on purpose')
  })
  expect(await failure(third)).toMatchObject({ message: 'on purpose' })
  expect(await fleet.users(id)).toEqual([])
})

test('closing waits for it', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const end = gate()
  const held = fleet.tenants.exclusively(id, () => end.opened)
  await Bun.sleep(20)
  let closed = false
  const closing = fleet.tenants.close().then(() => {
    closed = true
  })
  await Bun.sleep(20)
  expect(closed).toBe(false)
  end.open()
  await Promise.all([held, closing])
  expect(existsSync(`${fleet.directory.database(id)}-wal`)).toBe(false)
})
