import { expect, test } from 'bun:test'
import { renameSync } from 'node:fs'
import { Connection } from '../../src/database/connection.ts'
import type { TenantAccess } from '../../src/tenancy/pool-options.ts'
import { nextTurn } from '../database/scratch.ts'
import { failure, gate, TestFleet } from './harness.ts'

class NoLongerAllowed extends Error {}

/** A caller whose rights are taken away while it waits. */
class Caller implements TenantAccess {
  checks = 0
  allowed = true
  constructor(readonly id: string) {}
  readonly recheck = (): void => {
    this.checks += 1
    if (!this.allowed) throw new NoLongerAllowed()
  }
}

/** Starts each kind of use, takes the rights away, lets the wait end, and wants refusals. */
async function expectRefusedAfterWait(
  fleet: TestFleet,
  id: string,
  endWait: () => unknown,
): Promise<void> {
  const callers = [new Caller(id), new Caller(id), new Caller(id)] as const
  const ran: string[] = []
  const uses = [
    fleet.pool.read(callers[0], () => ran.push('read')),
    fleet.pool.write(callers[1], (db) => ran.push(db.users.create({ id: 'intruder' }).id)),
    fleet.pool.lease(callers[2], async () => ran.push('lease')),
  ].map(failure)
  await Bun.sleep(20)
  for (const caller of callers) caller.allowed = false
  await endWait()
  for (const error of await Promise.all(uses)) expect(error).toBeInstanceOf(NoLongerAllowed)
  for (const { checks } of callers) expect(checks).toBeGreaterThan(0)
  expect(ran).toEqual([])
  expect(await fleet.users(id)).not.toContain('intruder')
}

test('rights are not checked again when nothing had to be waited for', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  for (const id of [a, a, b]) {
    const caller = new Caller(id)
    await fleet.pool.read(caller, () => undefined)
    expect(caller.checks).toBe(0)
    // Who takes long to open has used up its share of this turn: see TurnShares.
    await nextTurn()
  }
  const caller = new Caller(b)
  await fleet.pool.write(caller, (db) => db.users.create({ id: 'u' }).id)
  expect(caller.checks).toBe(0)
})

test('after waiting for room', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  const end = gate()
  const lease = fleet.pool.lease({ id: a }, () => end.opened)
  await fleet.users(a)
  await expectRefusedAfterWait(fleet, b, async () => {
    end.open()
    await lease
  })
})

test('after waiting for room for a file that was moved away meanwhile', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  const end = gate()
  const lease = fleet.pool.lease({ id: a }, () => end.opened)
  await fleet.users(a)
  const file = fleet.directory.database(b)
  await expectRefusedAfterWait(fleet, b, async () => {
    await fleet.pool.exclusively(b, performance.now() + 5_000, async () =>
      renameSync(file, `${file}.away`),
    )
    end.open()
    await lease
    await Bun.sleep(20)
    renameSync(`${file}.away`, file)
    await fleet.pool.stateChanged(b)
  })
})

test('after waiting for a file that another process has locked', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const lock = new Connection(fleet.directory.database(id))
  lock.execute('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE')
  await expectRefusedAfterWait(fleet, id, () => lock.close())
})

test('after waiting for a migration', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  fleet.makeStale(id)
  const lock = new Connection(fleet.directory.database(id))
  lock.execute('BEGIN IMMEDIATE')
  await expectRefusedAfterWait(fleet, id, () => lock.close())
})

test('after waiting for the tenant to be closed', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const end = gate()
  const lease = fleet.pool.lease({ id }, () => end.opened)
  await fleet.users(id)
  const evicted = fleet.pool.evict(id)
  await expectRefusedAfterWait(fleet, id, async () => {
    end.open()
    await Promise.all([lease, evicted])
  })
})

for (const [what, sql] of [
  ['a Kysely transaction', undefined],
  ["another process's write lock", 'BEGIN IMMEDIATE'],
] as const) {
  test(`a write, after waiting for ${what}`, async () => {
    await using fleet = new TestFleet()
    const id = await fleet.create('acme')
    await fleet.users(id)
    const end = gate()
    const began = gate()
    let holder: Promise<unknown>
    if (sql) {
      const lock = new Connection(fleet.directory.database(id))
      lock.execute(sql)
      began.open()
      holder = end.opened.then(() => lock.close())
    } else {
      holder = fleet.pool.lease({ id }, (db) =>
        db.transaction().execute(() => {
          began.open()
          return end.opened
        }),
      )
    }
    await began.opened
    const caller = new Caller(id)
    const write = failure(fleet.pool.write(caller, (db) => db.users.create({ id: 'u' }).id))
    await Bun.sleep(20)
    caller.allowed = false
    end.open()
    expect(await write).toBeInstanceOf(NoLongerAllowed)
    await holder
    expect(await fleet.users(id)).toEqual([])
  })
}
