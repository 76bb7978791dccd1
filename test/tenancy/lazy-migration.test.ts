import { expect, test } from 'bun:test'
import { Connection } from '../../src/database/connection.ts'
import { DatabaseBusy } from '../../src/database/errors.ts'
import { readSchemaState } from '../../src/database/schema-state.ts'
import { TenantMigrating, TenantMigrationFailed } from '../../src/tenancy/errors.ts'
import { obstruct } from '../harness/stale-fleet.ts'
import { eventually, failure, TestFleet } from './harness.ts'

/** Keeps a migration of the file from going on until it is closed: the worker waits for its lock. */
function lockForWriting(path: string): Connection {
  const connection = new Connection(path)
  connection.execute('BEGIN IMMEDIATE')
  return connection
}

function versionOf(fleet: TestFleet, id: string): number {
  const connection = new Connection(fleet.directory.database(id))
  try {
    return readSchemaState(connection, id).version
  } finally {
    connection.close()
  }
}

test('a stale tenant is migrated at its first use, and all its requests succeed', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const { registry, engine } = fleet.tenants
  const id = await fleet.create('acme')
  await fleet.add(id, 'old')
  await fleet.pool.evict(id)
  fleet.makeStale(id)
  await fleet.auth.write(() => registry.setVersion(id, engine.latestVersion - 1))
  const [users, added, lent] = await Promise.all([
    fleet.users(id),
    fleet.add(id, 'new'),
    fleet.pool.lease({ id }, async (db) => db.version),
  ])
  expect(users).toContain('old')
  expect([added, lent]).toEqual(['new', engine.latestVersion])
  while (registry.findById(id)?.schema_version !== engine.latestVersion) await Bun.sleep(5)
  expect(fleet.pool.statistics()).toMatchObject({ opened: 2, migrating: 0 })
})

test('the registry follows a tenant that somebody else has migrated', async () => {
  await using fleet = new TestFleet()
  const { registry, engine } = fleet.tenants
  const id = await fleet.create('acme')
  await fleet.auth.write(() => registry.setVersion(id, engine.latestVersion - 1))
  await fleet.users(id)
  while (registry.findById(id)?.schema_version !== engine.latestVersion) await Bun.sleep(5)
})

test('while one tenant is migrated its requests are told to come again, and others are served', async () => {
  await using fleet = new TestFleet({ timings: { migrationPatience: 100 } })
  const [stale, other] = (await fleet.createMany(2)) as [string, string]
  fleet.makeStale(stale)
  const lock = lockForWriting(fleet.directory.database(stale))
  let waiting = true
  const told = failure(fleet.users(stale)).finally(() => {
    waiting = false
  })
  let ticks = 0
  const ticking = setInterval(() => {
    ticks += 1
  }, 5)
  let served = 0
  while (waiting || served < 300) {
    await fleet.add(other, `u${served}`)
    await fleet.users(other)
    served += 1
  }
  clearInterval(ticking)
  expect(await told).toBeInstanceOf(TenantMigrating)
  expect(fleet.pool.statistics().migrating).toBe(1)
  expect(ticks).toBeGreaterThan(3)
  // It is told so again, and does not start a second migration.
  expect(await failure(fleet.add(stale, 'u'))).toBeInstanceOf(TenantMigrating)
  expect(fleet.pool.statistics().migrating).toBe(1)
  lock.close()
  while (fleet.pool.statistics().migrating > 0) await Bun.sleep(5)
  expect(await fleet.users(stale)).toEqual([])
})

test('two tenants are migrated at a time, and the others wait their turn', async () => {
  await using fleet = new TestFleet({ timings: { migrationPatience: 50 } })
  const ids = await fleet.createMany(5)
  const [first, second, ...others] = ids as [string, string, ...string[]]
  for (const id of ids) fleet.makeStale(id)
  const locks = [first, second].map((id) => lockForWriting(fleet.directory.database(id)))
  const told = await Promise.all(ids.map((id) => failure(fleet.users(id))))
  for (const error of told) expect(error).toBeInstanceOf(TenantMigrating)
  expect(fleet.pool.statistics().migrating).toBe(5)
  for (const id of others) expect(versionOf(fleet, id)).toBe(fleet.tenants.engine.latestVersion - 1)
  for (const lock of locks) lock.close()
  while (fleet.pool.statistics().migrating > 0) await Bun.sleep(5)
  for (const id of ids) expect(await fleet.users(id)).toEqual([])
})

test('a stopping server leaves the migrations that have not begun for the next start', async () => {
  const failures: string[] = []
  await using fleet = new TestFleet({
    timings: { migrationPatience: 20 },
    onMigrationFailed: (id) => failures.push(id),
  })
  const ids = await fleet.createMany(5)
  for (const id of ids) fleet.makeStale(id)
  const locks = ids.map((id) => lockForWriting(fleet.directory.database(id)))
  await Promise.all(ids.map((id) => failure(fleet.users(id))))
  await fleet.tenants.close()
  for (const lock of locks) lock.close()
  await Bun.sleep(50)
  for (const id of ids) expect(versionOf(fleet, id)).toBe(fleet.tenants.engine.latestVersion - 1)
  // Being stopped is no failure of theirs.
  expect(failures).toEqual([])
  await fleet.restart()
  for (const id of ids) expect(await eventually(() => fleet.users(id))).toEqual([])
})

test('a migration that fails is answered so until it may be tried again', async () => {
  const failures: string[] = []
  await using fleet = new TestFleet({
    timings: { migrationRetryAfter: 200 },
    onMigrationFailed: (id) => failures.push(id),
  })
  const [bad, good] = (await fleet.createMany(2)) as [string, string]
  const { registry, engine } = fleet.tenants
  fleet.makeStale(bad)
  await fleet.auth.write(() => registry.setVersion(bad, engine.latestVersion - 1))
  const { mend } = obstruct({ file: fleet.directory.database(bad) })
  const start = performance.now()
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await failure(fleet.users(bad))).toBeInstanceOf(TenantMigrationFailed)
    await fleet.add(good, `u${turn}`)
  }
  if (performance.now() - start < 200) expect(failures).toEqual([bad])
  expect(versionOf(fleet, bad)).toBe(engine.latestVersion - 1)
  expect(registry.findById(bad)?.schema_version).toBe(engine.latestVersion - 1)
  mend()
  await Bun.sleep(220)
  expect(await fleet.users(bad)).toEqual([])
  expect(versionOf(fleet, bad)).toBe(engine.latestVersion)
})

test('a file that another process holds is busy, not failed: it is migrated once it is free', async () => {
  const failures: string[] = []
  await using fleet = new TestFleet({
    // The pool tries again for as long as it has patience, but the first attempt is waited for.
    timings: { migrationPatience: 15_000, patience: 1_000 },
    onMigrationFailed: (id) => failures.push(id),
  })
  const id = await fleet.create('acme')
  fleet.makeStale(id)
  const holder = new Connection(fleet.directory.database(id))
  holder.execute('BEGIN IMMEDIATE')
  // The worker waits five seconds for it.
  expect(await failure(fleet.users(id))).toBeInstanceOf(DatabaseBusy)
  holder.close()
  expect(await fleet.users(id)).toEqual([])
  expect(failures).toEqual([])
})

test('a tenant that is still behind after its migration is answered, not tried for ever', async () => {
  await using fleet = new TestFleet({
    workerUrl: new URL('./fixtures/idle-worker.ts', import.meta.url),
  })
  const [stale, other] = (await fleet.createMany(2)) as [string, string]
  fleet.makeStale(stale)
  expect(await failure(fleet.users(stale))).toBeInstanceOf(TenantMigrationFailed)
  expect(await fleet.users(other)).toEqual([])
})
