import { expect, test } from 'bun:test'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PendingMigrations } from '../../src/database/errors.ts'
import type { Fleet, RunProgress } from '../../src/tenancy/fleet.ts'
import { migrateFleet } from '../../src/tenancy/migrate-fleet.ts'
import { MigrationRuns } from '../../src/tenancy/migration-runs.ts'
import { OperationJournal } from '../../src/tenancy/operation-journal.ts'
import type { RunControl } from '../../src/tenancy/perform-run.ts'
import { pruneRuns } from '../../src/tenancy/prune-runs.ts'
import { undoRun } from '../../src/tenancy/roll-back-fleet.ts'
import { waves } from '../../src/tenancy/waves.ts'
import { eventually, TestFleet, WORKER } from './harness.ts'

const MORTAL = new URL('./fixtures/mortal-worker.ts', import.meta.url)

function fleetOf({ directory, tenants, auth }: TestFleet, workerUrl = WORKER): Fleet {
  return {
    directory,
    registry: tenants.registry,
    journal: new OperationJournal(auth.sql),
    runs: new MigrationRuns(auth.sql),
    workerUrl,
    write: (work) => auth.write(work),
  }
}

async function staleTenants(fleet: TestFleet, count: number): Promise<string[]> {
  const ids = await fleet.createMany(count)
  for (const id of ids) fleet.makeStale(id)
  const { registry, engine } = fleet.tenants
  await fleet.auth.write(() => {
    for (const id of ids) registry.setVersion(id, engine.latestVersion - 1)
  })
  return ids
}

function control(changes: Partial<RunControl> = {}): RunControl {
  return {
    concurrency: 2,
    canary: 0,
    maxFailures: Number.POSITIVE_INFINITY,
    signal: new AbortController().signal,
    goOn: () => true,
    onProgress: () => undefined,
    ...changes,
  }
}

const migration = (fleet: TestFleet) => ({
  latestVersion: fleet.tenants.engine.latestVersion,
  codeVersion: '1.2.3',
  only: [],
  except: [],
  snapshot: false,
})

test('waves become larger up to a bound, and miss nothing', () => {
  const items = Array.from({ length: 9_876 }, (_, index) => index)
  const cut = [...waves(items)]
  expect(cut.flat()).toEqual(items)
  expect(cut[0]).toHaveLength(50)
  expect(Math.max(...cut.map(({ length }) => length))).toBe(2_000)
  expect([...waves([])]).toEqual([])
})

test('a worker that dies fails its tenant only, and another one takes its place', async () => {
  await using fleet = new TestFleet()
  const ids = await staleTenants(fleet, 6)
  const bad = ids[2] as string
  writeFileSync(`${fleet.directory.database(bad)}.die`, '')
  const progress: RunProgress[] = []

  const outcome = await migrateFleet(
    fleetOf(fleet, MORTAL),
    migration(fleet),
    control({ onProgress: (one) => progress.push(one) }),
  )

  expect(outcome).toMatchObject({ state: 'finished', changed: 5, remaining: 0 })
  expect(outcome.failed.map(({ slug }) => slug)).toEqual(['t3'])
  expect(progress.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6])
  expect(progress.at(-1)).toMatchObject({ total: 6, failed: 1 })
})

test('a run that ends in an error says so, and the next one goes on with it', async () => {
  await using fleet = new TestFleet()
  await staleTenants(fleet, 4)
  const own = fleetOf(fleet)
  let writes = 0
  const failing: Fleet = {
    ...own,
    write: (work) => {
      writes += 1
      return writes === 3 ? Promise.reject(new Error('the disk is full')) : own.write(work)
    },
  }

  await expect(migrateFleet(failing, migration(fleet), control())).rejects.toThrow(
    'the disk is full',
  )
  expect(own.runs.latest(1)[0]?.state).toBe('interrupted')

  const outcome = await migrateFleet(own, migration(fleet), control())
  expect(outcome).toMatchObject({ run: 1, state: 'finished', remaining: 0, failed: [] })
  const results = own.runs.tenants(1, '', 10).map(({ result }) => result)
  expect(results).toEqual(['migrated', 'migrated', 'migrated', 'migrated'])
})

test('a tenant that somebody else has migrated meanwhile is skipped, and is not undone', async () => {
  await using fleet = new TestFleet()
  const [first, other] = (await staleTenants(fleet, 2)) as [string, string]
  fleet.tenants.engine.migrate(fleet.directory.database(other), other)

  const outcome = await migrateFleet(fleetOf(fleet), migration(fleet), control())
  expect(outcome).toMatchObject({ changed: 1, skipped: [{ slug: 't2' }] })

  const undone = await undoRun(fleetOf(fleet), outcome.run, '1.2.3', control())
  expect(undone).toMatchObject({ changed: 1, skipped: [] })
  const { registry, engine } = fleet.tenants
  expect(registry.findById(first)?.schema_version).toBe(engine.latestVersion - 1)
  expect(registry.findById(other)?.schema_version).toBe(engine.latestVersion)
})

test('the main thread stays free while files are migrated', async () => {
  await using fleet = new TestFleet()
  await staleTenants(fleet, 30)
  let ticks = 0
  const ticking = setInterval(() => {
    ticks += 1
  }, 1)
  await migrateFleet(fleetOf(fleet), migration(fleet), control({ concurrency: 1 }))
  clearInterval(ticking)
  expect(ticks).toBeGreaterThan(5)
})

test('a start removes what a killed dry run has left, and not what a living one uses', async () => {
  await using fleet = new TestFleet()
  const { rehearsals } = fleet.directory
  const dead = Bun.spawn(['true'])
  await dead.exited
  for (const pid of [dead.pid, process.pid]) {
    mkdirSync(join(rehearsals, String(pid)), { recursive: true })
    writeFileSync(join(rehearsals, String(pid), 'auth.db'), 'secrets')
  }
  await fleet.tenants.sweep()
  expect(readdirSync(rehearsals)).toEqual([String(process.pid)])
})

test('tenants that are being made, are archived or deleted have no file to migrate', async () => {
  await using fleet = new TestFleet()
  const [made, archived, deleted] = (await staleTenants(fleet, 3)) as [string, string, string]
  const { registry } = fleet.tenants
  await fleet.auth.write(() => {
    registry.setState(made, 'provisioning')
    registry.setState(archived, 'archived')
    registry.setState(deleted, 'deleting')
  })
  expect(registry.behind(99)).toEqual([])
  expect(registry.ahead(0)).toEqual([])
  await fleet.auth.write(() => registry.setState(made, 'active'))
})

test('a tenant on which an operation is under way is skipped, and the next run has it', async () => {
  await using fleet = new TestFleet()
  const [busy] = (await staleTenants(fleet, 2)) as [string, string]
  const own = fleetOf(fleet)
  const { registry, engine } = fleet.tenants
  await own.write(() => own.journal.begin(busy, 'export', 'writing'))

  const outcome = await migrateFleet(own, migration(fleet), control())
  const reason = 'an operation on it is under way: export'
  expect(outcome).toMatchObject({ changed: 1, failed: [], skipped: [{ slug: 't1', reason }] })
  expect(registry.findById(busy)?.schema_version).toBe(engine.latestVersion - 1)
  expect(() => engine.open(fleet.directory.database(busy), busy)).toThrow(PendingMigrations)

  await own.write(() => own.journal.end(busy))
  expect(await migrateFleet(own, migration(fleet), control())).toMatchObject({ changed: 1 })
  expect(registry.findById(busy)?.schema_version).toBe(engine.latestVersion)
})

test('what was archived, deleted or purged since is not undone', async () => {
  await using fleet = new TestFleet()
  const [archived, deleted, purged] = (await staleTenants(fleet, 4)) as [string, string, string]
  const own = fleetOf(fleet)
  const { run } = await migrateFleet(own, migration(fleet), control())
  const { lifeCycle } = fleet.tenants
  await lifeCycle.archive(archived)
  await lifeCycle.delete(deleted, new Date())
  await lifeCycle.delete(purged, new Date())
  await lifeCycle.purge(purged, { now: true })

  const undone = await undoRun(own, run, '1.2.3', control({ concurrency: 1 }))
  expect(undone).toMatchObject({ state: 'finished', changed: 1, failed: [] })
  expect(new Set(undone.skipped)).toEqual(
    new Set([
      { slug: 't1', reason: 'it is archived' },
      { slug: 't2', reason: 'it is deleted' },
    ]),
  )
})

test('a purge removes what runs have kept of the tenant, and of no other', async () => {
  await using fleet = new TestFleet()
  const [purged, other] = (await staleTenants(fleet, 2)) as [string, string]
  const { run } = await migrateFleet(
    fleetOf(fleet),
    { ...migration(fleet), snapshot: true },
    control(),
  )
  expect(readdirSync(fleet.directory.snapshots(run))).toHaveLength(2)
  const { lifeCycle } = fleet.tenants
  await lifeCycle.delete(purged, new Date())
  expect(await lifeCycle.purge(purged, { now: true })).toMatchObject({ files: 2 })
  expect(readdirSync(fleet.directory.snapshots(run))).toEqual([`${other}.db`])
})

test('an operation that begins while a run is about to open the file is seen, and waited for', async () => {
  await using fleet = new TestFleet()
  const [busy] = (await staleTenants(fleet, 2)) as [string, string]
  const own = fleetOf(fleet)
  const { registry, engine } = fleet.tenants
  let looks = 0
  class Beginning extends OperationJournal {
    override find(id: string) {
      const found = super.find(id)
      if (id === busy && looks++ === 0) super.begin(id, 'archive', 'packing')
      return found
    }
  }
  const journal = new Beginning(fleet.auth.sql)

  // By itself, because with snapshots nothing is done in batches.
  const outcome = await migrateFleet(
    { ...own, journal },
    { ...migration(fleet), snapshot: true },
    control(),
  )

  const reason = 'an operation on it is under way: archive'
  expect(outcome).toMatchObject({ changed: 1, failed: [], skipped: [{ slug: 't1', reason }] })
  expect(looks).toBe(2)
  expect(() => engine.open(fleet.directory.database(busy), busy)).toThrow(PendingMigrations)
  expect(registry.findById(busy)?.schema_version).toBe(engine.latestVersion - 1)
  await own.write(() => own.journal.end(busy))
})

test("what the server has migrated of a killed run is not the run's to undo", async () => {
  await using fleet = new TestFleet()
  const [first, served] = (await staleTenants(fleet, 2)) as [string, string]
  const own = fleetOf(fleet)
  const { registry, engine } = fleet.tenants
  const { latestVersion } = engine
  // As it stands when a run is killed between its claims and its first file.
  const run = await own.write(() => {
    const begun = own.runs.insert({
      kind: 'migrate',
      code_version: '1.2.3',
      target_version: latestVersion,
      undoes: null,
      options: JSON.stringify({ only: [], except: [], snapshot: false }),
      host: 'here',
      pid: 1,
    })
    for (const id of [first, served]) {
      own.runs.claim(begun.id, id, latestVersion - 1, latestVersion)
    }
    return begun
  })
  expect(await fleet.users(served)).toEqual([])
  await eventually(async () => expect(own.runs.isPending(run.id, served)).toBe(false))

  expect(await migrateFleet(own, migration(fleet), control())).toMatchObject({
    run: run.id,
    changed: 1,
  })
  const undone = await undoRun(own, run.id, '1.2.3', control())
  expect(undone).toMatchObject({ changed: 1, skipped: [], failed: [] })
  expect(registry.findById(first)?.schema_version).toBe(latestVersion - 1)
  expect(registry.findById(served)?.schema_version).toBe(latestVersion)
})

test('old runs are forgotten with their snapshots; the last one and what it undid stay', async () => {
  await using fleet = new TestFleet()
  await staleTenants(fleet, 2)
  const own = fleetOf(fleet)
  const kept = { ...migration(fleet), snapshot: true }
  const undone = await migrateFleet(own, kept, control())
  await undoRun(own, undone.run, '1.2.3', control())
  const old = await migrateFleet(own, kept, control())
  for (const id of [2, 3]) expect(own.runs.findById(id)?.state).toBe('finished')
  const none = '2000-01-01 00:00:00'
  const all = '2100-01-01 00:00:00'
  expect(await pruneRuns(own, none)).toEqual([])

  expect(await pruneRuns(own, all)).toEqual([2, 1])
  expect(readdirSync(fleet.directory.allSnapshots)).toEqual([String(old.run)])
  expect(own.runs.findById(1)).toBeNull()
  expect(own.runs.tenants(1, '', 10)).toEqual([])

  await undoRun(own, old.run, '1.2.3', control())
  expect(await pruneRuns(own, all)).toEqual([])
  expect(own.runs.findById(old.run)).not.toBeNull()
})
