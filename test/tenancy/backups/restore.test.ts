import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tenantMigrations } from '../../../migrations/tenant/index.ts'
import { databaseIn } from '../../../src/tenancy/data-directory.ts'
import { failure } from '../harness.ts'
import { BackedUpFleet, damage } from './harness.ts'

const { length: LATEST } = tenantMigrations

test('in place: what it was comes back, and so does what it replaced', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle } = fleet.tenants
  const id = await fleet.create('acme')
  await fleet.add(id, 'a')
  const { id: backup } = await fleet.backUp()
  await fleet.add(id, 'b')

  const { kept } = await lifeCycle.restore(id, fleet.source(backup, id))
  expect(await fleet.users(id)).toEqual(['a'])
  await fleet.add(id, 'c')
  const path = databaseIn(kept ?? '')
  const second = await lifeCycle.restore(id, { kind: 'kept', path })
  expect(await fleet.users(id)).toEqual(['a', 'b'])
  await lifeCycle.restore(id, { kind: 'kept', path: databaseIn(second.kept ?? '') })
  expect(await fleet.users(id)).toEqual(['a', 'c'])
  expect(readdirSync(fleet.directory.kept(id))).toHaveLength(3)
  await fleet.pool.evict(id)
  expect(readdirSync(fleet.directory.tenant(id)).toSorted()).toEqual(['files', 'workspace.db'])
})

test('a damaged and a lost file are restored; what lay there is kept', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle } = fleet.tenants
  const [damaged, lost] = (await fleet.createMany(2)) as [string, string]
  for (const id of [damaged, lost]) await fleet.add(id, 'a')
  const { id: backup } = await fleet.backUp()
  await fleet.pool.evict(damaged)
  await fleet.pool.evict(lost)
  writeFileSync(fleet.directory.database(damaged), 'not a database at all'.repeat(500))
  rmSync(fleet.directory.database(lost))
  // SQLite would replay it into the restored file.
  writeFileSync(`${fleet.directory.database(lost)}-wal`, 'a log')

  const first = await lifeCycle.restore(damaged, fleet.source(backup, damaged))
  expect(readdirSync(first.kept ?? '')).toEqual(['workspace.db'])
  const second = await lifeCycle.restore(lost, fleet.source(backup, lost))
  expect(readdirSync(second.kept ?? '')).toEqual(['workspace.db-wal'])
  for (const id of [damaged, lost]) expect(await fleet.users(id)).toEqual(['a'])
})

test('a damaged backup, another tenant, newer code: refused, and nothing has happened', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle } = fleet.tenants
  const [id, other] = (await fleet.createMany(2)) as [string, string]
  await fleet.add(id, 'a')
  await fleet.pool.evict(other)
  const db = new Database(fleet.directory.database(other))
  db.run(`PRAGMA user_version = ${LATEST + 1}`)
  db.close(true)
  const { id: backup } = await fleet.backUp()
  await fleet.add(id, 'b')

  const refused = async (source: Parameters<typeof lifeCycle.restore>[1], tenant = id) => {
    const error = await failure(lifeCycle.restore(tenant, source))
    expect(error).toMatchObject({ name: 'RestoreNotPossible' })
    return (error as Error).message
  }
  expect(await refused(fleet.source(backup, other), other)).toContain('upgrade Conclave')
  const source = fleet.source(backup, id)
  expect(await refused({ kind: 'kept', path: fleet.directory.database(other) })).toContain(
    'belongs to',
  )
  expect(await refused({ kind: 'kept', path: `${fleet.directory.path}/nothing` })).toContain(
    'no file',
  )
  damage(fleet.place(fleet.entry(backup, id).database))
  expect(await refused(source)).toContain('.db.zst')

  expect(await fleet.users(id)).toEqual(['a', 'b'])
  expect(existsSync(fleet.directory.kept(id))).toBe(false)
  await fleet.pool.evict(id)
  expect(readdirSync(fleet.directory.tenant(id)).toSorted()).toEqual(['files', 'workspace.db'])
  expect(fleet.auth.sql.prepare('SELECT * FROM tenant_operations').all()).toEqual([])
})

test('somebody else’s backup is refused, however well it is made', async () => {
  await using fleet = new BackedUpFleet()
  const [id, other] = (await fleet.createMany(2)) as [string, string]
  const { id: backup } = await fleet.backUp()
  const error = await failure(fleet.tenants.lifeCycle.restore(id, fleet.source(backup, other)))
  expect(error).toMatchObject({ message: expect.stringContaining('belongs to') })
})

test('a backup of an older schema is migrated when it is used', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle, registry } = fleet.tenants
  const id = await fleet.create('acme')
  await fleet.add(id, 'a')
  await fleet.pool.evict(id)
  fleet.makeStale(id)
  const { id: backup } = await fleet.backUp()
  expect(fleet.entry(backup, id).schema_version).toBe(LATEST - 1)
  await fleet.add(id, 'b')
  await lifeCycle.restore(id, fleet.source(backup, id))
  expect(registry.findById(id)?.schema_version).toBe(LATEST - 1)
  expect(await fleet.users(id)).toEqual(['a'])
  const fill = lifeCycle.restoring(fleet.source(backup, id), id)
  const made = await fleet.tenants.create({ slug: 'made', name: 'Made' }, (row) => row.id, { fill })
  expect(await fleet.users(made)).toEqual(['a'])
})

test('archived and deleted tenants are not restored in place, but as new ones', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle } = fleet.tenants
  const [archived, deleted] = (await fleet.createMany(2)) as [string, string]
  writeFileSync(join(fleet.directory.tenant(archived), 'files', 'picture'), 'picture')
  for (const id of [archived, deleted]) await fleet.add(id, 'a')
  await lifeCycle.archive(archived)
  await lifeCycle.delete(deleted, new Date(Date.now() + 60_000))
  const { id: backup } = await fleet.backUp()
  for (const id of [archived, deleted]) {
    const source = fleet.source(backup, id)
    const refusal = { name: 'WrongState' }
    expect(await failure(lifeCycle.restore(id, source))).toMatchObject(refusal)
    const fill = lifeCycle.restoring(source, id)
    const slug = `made-${id.slice(0, 6)}`
    const made = await fleet.tenants.create({ slug, name: slug }, (row) => row.id, { fill })
    expect(await fleet.users(made)).toEqual(['a'])
    const files = readdirSync(join(fleet.directory.tenant(made), 'files'))
    expect(files).toEqual(id === archived ? ['picture'] : [])
  }
  expect(readdirSync(fleet.directory.creating)).toEqual([])
})

test('a purge takes what restores have kept, too', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle } = fleet.tenants
  const id = await fleet.create('acme')
  const { id: backup } = await fleet.backUp()
  await lifeCycle.restore(id, fleet.source(backup, id))
  await lifeCycle.delete(id, new Date('2020-01-01T00:00:00Z'))
  expect(await lifeCycle.purge(id)).toMatchObject({ files: 2 })
  expect(existsSync(fleet.directory.kept(id))).toBe(false)
})

test('what was kept goes when a backup of that age would go', async () => {
  await using fleet = new BackedUpFleet()
  const id = await fleet.create('acme')
  const { id: backup } = await fleet.backUp()
  await fleet.tenants.lifeCycle.restore(id, fleet.source(backup, id))
  await fleet.backUp()
  expect(readdirSync(fleet.directory.kept(id))).toHaveLength(1)
  const long = join(fleet.directory.kept(id), '20200101T000000.000Z')
  await Bun.write(join(long, 'workspace.db'), 'old')
  await fleet.backUp()
  expect(existsSync(long)).toBe(false)
  expect(readdirSync(fleet.directory.kept(id))).toHaveLength(1)
})

test('who was erased since the backup is erased again when it is used', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle, departures } = fleet.tenants
  const id = await fleet.create('acme')
  const user = { id: 'u', auth_id: 'person', name: 'Ada Lovelace', username: 'ada' }
  await fleet.pool.write({ id }, (db) => db.users.create(user).id)
  const { id: backup } = await fleet.backUp()
  const nameOf = () => fleet.pool.read({ id }, (db) => db.users.findById('u')?.name)
  await fleet.auth.write(() => departures.record(id, 'person', 1))
  await fleet.tenants.settlement.settle(id)
  expect(await nameOf()).not.toBe('Ada Lovelace')
  await lifeCycle.restore(id, fleet.source(backup, id))
  expect(await nameOf()).not.toBe('Ada Lovelace')
  const fill = lifeCycle.restoring(fleet.source(backup, id), id)
  const made = await fleet.tenants.create(
    { slug: 'made', name: 'Made' },
    (row) => {
      departures.inherit(id, row.id)
      return row.id
    },
    { fill },
  )
  const [copied] = await fleet.pool.read({ id: made }, (db) => [db.users.findById('u')?.name])
  expect(copied).not.toBe('Ada Lovelace')
})
