import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperationRunning, SlugTaken, TenantInUse, WrongState } from '../../src/tenancy/errors.ts'
import type { PurgeReport } from '../../src/tenancy/life-cycle/purge.ts'
import { PurgeSchedule } from '../../src/tenancy/life-cycle/purge-schedule.ts'
import { failure, gate, TestFleet } from './harness.ts'

const SOON = new Date(Date.now() + 60_000)
const LONG_AGO = new Date('2020-01-01T00:00:00Z')

function filesOf(fleet: TestFleet, id: string): string[] {
  return readdirSync(fleet.directory.tenant(id)).toSorted()
}

/** Every table of the auth database that still has a row with the text in it. */
function mentions(fleet: TestFleet, text: string): string[] {
  const tables = fleet.auth.sql
    .prepare<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
    .all()
  return tables
    .map(({ name }) => name)
    .filter((name) =>
      fleet.auth.sql
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .some((row) => JSON.stringify(row).includes(text)),
    )
}

test('an archive is one packed file, and what was in it comes back', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle, registry } = fleet.tenants
  const id = await fleet.create('acme')
  for (const user of ['a', 'b', 'c']) await fleet.add(id, user)
  await lifeCycle.archive(id)
  expect(registry.findById(id)).toMatchObject({ state: 'archived', archived_from: 'active' })
  expect(filesOf(fleet, id)).toEqual(['files', 'workspace.db.zst'])
  expect(fleet.descriptors).toEqual([])
  await lifeCycle.unarchive(id)
  expect(registry.findById(id)).toMatchObject({ state: 'active', archived_from: null })
  expect(filesOf(fleet, id)).toEqual(['files', 'workspace.db'])
  expect(await fleet.users(id)).toEqual(['a', 'b', 'c'])
  await fleet.add(id, 'd')
  expect(mentions(fleet, 'packing')).toEqual([])
})

test('an archive keeps what the tenant was: suspended, read-only, and through a deletion', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle, registry } = fleet.tenants
  const id = await fleet.create('acme')
  await lifeCycle.suspend(id, 'unpaid')
  await lifeCycle.archive(id)
  await lifeCycle.delete(id, SOON)
  await lifeCycle.undelete(id)
  expect(registry.findById(id)?.state).toBe('archived')
  await lifeCycle.unarchive(id)
  expect(registry.findById(id)).toMatchObject({ state: 'suspended', state_reason: 'unpaid' })
  await lifeCycle.makeReadOnly(id)
  await lifeCycle.delete(id, SOON)
  await lifeCycle.undelete(id)
  expect(registry.findById(id)).toMatchObject({
    state: 'read_only',
    deleted_from: null,
    delete_after: null,
  })
  await lifeCycle.resume(id)
  expect(registry.findById(id)).toMatchObject({ state: 'active', state_reason: null })
})

test('a damaged archive is not unpacked, and stays', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle, registry } = fleet.tenants
  const id = await fleet.create('acme')
  await lifeCycle.archive(id)
  const path = fleet.directory.archive(id)
  const whole = new Uint8Array(await Bun.file(path).arrayBuffer())
  const damaged = whole.slice()
  damaged[damaged.length - 2] = (damaged.at(-2) ?? 0) ^ 1
  writeFileSync(path, damaged)
  await failure(lifeCycle.unarchive(id))
  expect(registry.findById(id)?.state).toBe('archived')
  expect(filesOf(fleet, id)).toEqual(['files', 'workspace.db.zst'])
  writeFileSync(path, whole)
  await lifeCycle.unarchive(id)
  expect(await fleet.users(id)).toEqual([])
})

test('an archive that cannot have the tenant alone is undone', async () => {
  await using fleet = new TestFleet({ timings: { drainPatience: 60 } })
  const { lifeCycle, registry } = fleet.tenants
  const id = await fleet.create('acme')
  await fleet.add(id, 'u')
  const end = gate()
  const lease = fleet.pool.lease({ id }, () => end.opened)
  await Bun.sleep(20)
  expect(await failure(lifeCycle.archive(id))).toBeInstanceOf(TenantInUse)
  expect(registry.findById(id)).toMatchObject({ state: 'active', archived_from: null })
  end.open()
  await lease
  expect(await fleet.users(id)).toEqual(['u'])
  await lifeCycle.archive(id)
})

test('states that do not fit are refused', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle } = fleet.tenants
  const id = await fleet.create('acme')
  const onlyOthers = ['resume', 'unarchive', 'undelete', 'purge'] as const
  for (const name of onlyOthers) {
    expect(await failure(lifeCycle[name](id))).toBeInstanceOf(WrongState)
  }
  await lifeCycle.delete(id, SOON)
  for (const name of ['archive', 'makeReadOnly', 'resume'] as const) {
    expect(await failure(lifeCycle[name](id))).toBeInstanceOf(WrongState)
  }
  expect(await failure(lifeCycle.purge(id))).toMatchObject({
    message: expect.stringContaining('can be brought back until'),
  })
})

test('one operation on a tenant at a time', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle } = fleet.tenants
  const id = await fleet.create('acme')
  const archiving = lifeCycle.archive(id)
  expect(await failure(lifeCycle.delete(id, SOON))).toBeInstanceOf(OperationRunning)
  await archiving
  await lifeCycle.delete(id, SOON)
})

test('a purge leaves nothing, and says what it removed', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle, registry } = fleet.tenants
  const id = await fleet.create('acme')
  await fleet.add(id, 'u')
  writeFileSync(join(fleet.directory.tenant(id), 'files', 'picture'), '12345')
  await lifeCycle.rename(id, 'emca')
  await lifeCycle.delete(id, SOON)
  const report = await lifeCycle.purge(id, { now: true })
  expect(report).toMatchObject({ id, slug: 'emca', former_slugs: ['acme'], files: 2 })
  expect(report.bytes).toBeGreaterThan(4096)
  expect(existsSync(fleet.directory.tenant(id))).toBe(false)
  const left = readdirSync(fleet.directory.path, { recursive: true, encoding: 'utf8' })
  expect(left.filter((name) => name.includes(id))).toEqual([])
  expect([mentions(fleet, id), mentions(fleet, 'acme'), mentions(fleet, 'emca')]).toEqual([
    [],
    [],
    [],
  ])
  expect(registry.count()).toBe(0)
  for (const slug of ['acme', 'emca']) await fleet.create(slug)
})

test('a damaged, an archived and a lost tenant can be purged', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle } = fleet.tenants
  const [damaged, archived, lost] = (await fleet.createMany(3)) as [string, string, string]
  await lifeCycle.archive(archived)
  writeFileSync(fleet.directory.database(damaged), 'not a database at all'.repeat(500))
  const trash = fleet.directory.tenant(lost)
  rmSync(trash, { recursive: true })
  for (const id of [damaged, archived, lost]) {
    await lifeCycle.delete(id, LONG_AGO)
    await lifeCycle.purge(id)
    expect(existsSync(fleet.directory.tenant(id))).toBe(false)
  }
  expect(fleet.tenants.registry.count()).toBe(0)
})

test('the schedule purges what is due and nothing else', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle, registry } = fleet.tenants
  const [due, later, alive, broken] = (await fleet.createMany(4)) as [
    string,
    string,
    string,
    string,
  ]
  await lifeCycle.delete(due, LONG_AGO)
  await lifeCycle.delete(broken, new Date('2019-01-01T00:00:00Z'))
  await lifeCycle.delete(later, SOON)
  // Something that cannot be removed must not keep the others.
  mkdirSync(join(fleet.directory.trash, broken, 'in the way'), { recursive: true })
  const purged: PurgeReport[] = []
  const failed: string[] = []
  const schedule = new PurgeSchedule(lifeCycle, {
    first: 0,
    onPurged: (report) => purged.push(report),
    onFailed: (id) => failed.push(id),
  })
  while (purged.length === 0) await Bun.sleep(5)
  await schedule.stop()
  expect(purged.map(({ id }) => id)).toEqual([due])
  expect(failed).toEqual([broken])
  expect([later, alive].map((id) => registry.findById(id)?.state)).toEqual(['deleting', 'active'])
  rmSync(fleet.directory.trash, { recursive: true })
  await lifeCycle.purge(broken)
})

test('a slug that is left stays reserved, and can be taken back', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle, registry } = fleet.tenants
  const id = await fleet.create('first')
  const other = await fleet.create('other')
  await lifeCycle.rename(id, 'second')
  expect(await failure(fleet.create('FIRST'.toLowerCase()))).toBeInstanceOf(SlugTaken)
  expect(await failure(lifeCycle.rename(other, 'first'))).toBeInstanceOf(SlugTaken)
  expect(await failure(lifeCycle.rename(other, 'second'))).toBeInstanceOf(SlugTaken)
  expect(registry.findByFormerSlug('FIRST')?.id).toBe(id)
  await lifeCycle.rename(id, 'third')
  expect(registry.formerSlugs(id)).toEqual(['first', 'second'])
  await lifeCycle.rename(id, 'first')
  expect(registry.formerSlugs(id)).toEqual(['second', 'third'])
  expect(registry.findBySlug('first')?.id).toBe(id)
  expect(await failure(lifeCycle.rename(id, 'first'))).toBeInstanceOf(WrongState)
})

test('whoever was admitted before a change of state is asked again', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle, registry } = fleet.tenants
  const id = await fleet.create('acme')
  const recheck = () => {
    if (registry.findById(id)?.state !== 'active') throw new Error('no more')
  }
  await fleet.add(id, 'u')
  await lifeCycle.makeReadOnly(id)
  // Opened again by a reader, so that the writer finds it open and need not wait.
  expect(await fleet.users(id)).toEqual(['u'])
  const write = fleet.pool.write({ id, recheck }, (db) => db.users.create({ id: 'late' }))
  expect(await failure(write)).toMatchObject({ message: 'no more' })
  expect(await fleet.users(id)).toEqual(['u'])
})
