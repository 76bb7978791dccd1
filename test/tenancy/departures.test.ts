import { expect, test } from 'bun:test'
import { copyFileSync, rmSync } from 'node:fs'
import { Memberships } from '../../src/auth/memberships.ts'
import { People } from '../../src/auth/people.ts'
import { eventually } from '../harness/process.ts'
import { TestFleet } from './harness.ts'

/** A tenant with one member in it, and a copy of its file as it is then. */
async function inhabited(fleet: TestFleet) {
  const id = await fleet.create('acme')
  const memberships = new Memberships(fleet.auth.sql)
  const person = await fleet.auth.write(() => {
    const made = new People(fleet.auth.sql).findOrCreate('ada@acme.test')
    memberships.put(id, made.id, 'member')
    return made.id
  })
  await fleet.pool.write({ id }, (db) =>
    db.users.create({ id: 'ada', auth_id: person, name: 'Ada', email: 'ada@acme.test' }),
  )
  const path = fleet.directory.database(id)
  await fleet.pool.evict(id)
  copyFileSync(path, `${path}.before`)
  return {
    id,
    person,
    leave: () => fleet.auth.write(() => memberships.remove(id, person)),
    comeBack: () => fleet.auth.write(() => memberships.put(id, person, 'member')),
    erase: () => fleet.auth.write(() => fleet.tenants.departures.eraseEverywhere(person)),
    row: () => fleet.pool.read({ id }, (db) => db.users.findById('ada')),
    async restore() {
      await fleet.pool.evict(id)
      copyFileSync(`${path}.before`, path)
    },
    open: () => fleet.tenants.departures.open(0, 10).map(({ tenant_id }) => tenant_id),
  }
}

const GONE = { auth_id: null, name: 'Deleted user', email: null }

test('a file that nobody settled follows when it is opened', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  await acme.leave()

  expect((await acme.row())?.left_at).not.toBeNull()
  expect(await acme.row()).toMatchObject({ auth_id: acme.person, name: 'Ada' })
})

test('a file that is open follows when it is settled, and then nothing is left to do', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  await acme.row()
  await acme.leave()
  expect((await acme.row())?.left_at).toBeNull()
  expect(acme.open()).toEqual([acme.id])

  await fleet.tenants.settlement.all()
  expect((await acme.row())?.left_at).not.toBeNull()
  expect(acme.open()).toEqual([])
})

test('a file that comes back from before an erasure is erased before anybody sees it', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  await acme.erase()
  await fleet.tenants.settlement.all()
  expect(await acme.row()).toMatchObject(GONE)

  await acme.restore()
  expect(await acme.row()).toMatchObject(GONE)
  await fleet.restart()
  await acme.restore()
  expect(await acme.row()).toMatchObject(GONE)
})

test('whoever left long ago is erased as well', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  await acme.leave()
  await fleet.tenants.settlement.all()
  await acme.erase()
  await fleet.tenants.settlement.all()

  expect(await acme.row()).toMatchObject(GONE)
})

test('whoever came back is left alone by the departure before, whatever comes back', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  await acme.leave()
  await acme.comeBack()

  await acme.restore()
  expect(await acme.row()).toMatchObject({ auth_id: acme.person, left_at: null })
})

test('an archived tenant waits until it is unarchived', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  const { lifeCycle, departures, settlement } = fleet.tenants
  await lifeCycle.archive(acme.id)
  await acme.erase()
  await settlement.all()
  expect(acme.open()).toEqual([])
  expect(departures.countArchived(acme.person)).toBe(1)

  await lifeCycle.unarchive(acme.id)
  expect(await acme.row()).toMatchObject(GONE)
  await settlement.all()
  expect(departures.countArchived(acme.person)).toBe(0)
})

test('a clone, and what is imported, holds nobody who was erased', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  const { lifeCycle } = fleet.tenants
  const exported = `${fleet.directory.path}-export.db`
  await lifeCycle.export(acme.id, { file: exported, format: 'sqlite' })
  await acme.erase()
  const clone = lifeCycle.cloning(acme.id)
  const fills = { cloned: clone, imported: lifeCycle.importing(exported) }
  for (const [slug, fill] of Object.entries(fills)) {
    const id = await fleet.tenants.create({ slug, name: slug }, (tenant) => tenant.id, { fill })
    const row = await fleet.pool.read({ id }, (db) => db.users.findById('ada'))
    expect(row).toMatchObject(GONE)
  }
  rmSync(exported)
})

test('what a crash left to do, the next start does', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  await acme.row()
  await acme.erase()
  await fleet.restart()
  fleet.tenants.settlement.begin()

  await eventually(() => acme.open().length === 0 || undefined)
  expect(await acme.row()).toMatchObject(GONE)
})

test('a clone without its members knows who was in it', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  const id = await fleet.tenants.create(
    { slug: 'clone', name: 'clone' },
    (tenant) => {
      fleet.tenants.departures.inherit(acme.id, tenant.id)
      return tenant.id
    },
    { fill: fleet.tenants.lifeCycle.cloning(acme.id) },
  )
  const row = () => fleet.pool.read({ id }, (db) => db.users.findById('ada'))

  expect((await row())?.left_at).not.toBeNull()
  await acme.erase()
  await fleet.tenants.settlement.all()
  expect(await row()).toMatchObject(GONE)
})

test('a registry that came back from an older state still counts on', async () => {
  await using fleet = new TestFleet()
  const acme = await inhabited(fleet)
  await acme.leave()
  await acme.row()
  const seen = await fleet.pool.read({ id: acme.id }, (db) => db.departures.seen())
  // As if what the file has seen had never been written.
  await fleet.auth.write(() => fleet.auth.sql.prepare('DELETE FROM former_memberships').run())
  await acme.comeBack()
  await acme.erase()

  expect(fleet.tenants.departures.newest(acme.id)).toBeGreaterThan(seen)
  await fleet.pool.evict(acme.id)
  expect(await acme.row()).toMatchObject(GONE)
})
