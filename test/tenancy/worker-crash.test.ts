import { expect, test } from 'bun:test'
import { unlinkSync, writeFileSync } from 'node:fs'
import { TenantMigrationFailed } from '../../src/tenancy/errors.ts'
import { TenantCloser } from '../../src/tenancy/tenant-closer.ts'
import { WorkerChannel } from '../../src/tenancy/worker-channel.ts'
import { failure, TestFleet } from './harness.ts'

const MORTAL = new URL('./fixtures/mortal-worker.ts', import.meta.url)

test('without its worker the pool closes databases itself', async () => {
  await using fleet = new TestFleet({ tenants: 1, workerUrl: new URL('file:///nowhere.ts') })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  for (let turn = 0; turn < 3; turn += 1) {
    await fleet.add(a, `u${turn}`)
    await fleet.add(b, `u${turn}`)
  }
  await fleet.pool.evict(b)
  expect(fleet.wals).toEqual([])
  expect(fleet.descriptors).toEqual([])
  expect(await fleet.users(a)).toHaveLength(3)
  expect(await fleet.users(b)).toHaveLength(3)
})

test('a worker that dies with files in its hands leaves none open', async () => {
  await using fleet = new TestFleet({ workerUrl: MORTAL })
  const id = await fleet.create('acme')
  const path = fleet.directory.database(id)
  const channel = new WorkerChannel(MORTAL)
  const closer = new TenantCloser(channel, () => path, 1)
  const db = fleet.tenants.engine.open(path, id)
  await db.write(() => db.users.create({ id: 'u' }))
  writeFileSync(`${path}.die`, '')
  const closed = closer.close(id, db)
  // It has answered "held" when it comes to this one, and never gets to the release.
  expect(await failure(channel.ask({ kind: 'migrate', path, owner: id }))).toMatchObject({
    name: 'WorkerFailed',
  })
  await closed
  while (fleet.descriptors.length > 0) await Bun.sleep(5)
  expect(await fleet.users(id)).toEqual(['u'])
  channel.close()
})

test('a migration whose worker dies fails clearly, and works again with a new worker', async () => {
  await using fleet = new TestFleet({ workerUrl: MORTAL, timings: { migrationRetryAfter: 30 } })
  const [stale, other] = (await fleet.createMany(2)) as [string, string]
  fleet.makeStale(stale)
  const omen = `${fleet.directory.database(stale)}.die`
  writeFileSync(omen, '')
  expect(await failure(fleet.users(stale))).toBeInstanceOf(TenantMigrationFailed)
  await fleet.add(other, 'u')
  await fleet.pool.evict(other)
  unlinkSync(omen)
  await Bun.sleep(40)
  expect(await fleet.users(stale)).toEqual([])
  expect(await fleet.users(other)).toEqual(['u'])
})
