import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeSnapshot } from '../../src/database/snapshot.ts'
import { BackedUpFleet } from './backups/harness.ts'

/** The cursor of a client that has followed everything so far. */
const cursorOf = (fleet: BackedUpFleet, id: string) =>
  fleet.pool.read({ id }, (db) => db.events.cursor())

/** What a client with this cursor is told once the log has grown past it. */
async function told(fleet: BackedUpFleet, id: string, cursor: string): Promise<string> {
  await fleet.pool.write({ id }, (db) => {
    for (let event = 0; event < 50; event += 1) db.events.append('workspace.updated')
  })
  return fleet.pool.read({ id }, (db) => db.events.check(cursor))
}

/** A tenant in which something has happened. */
async function followed(fleet: BackedUpFleet, slug = 'acme'): Promise<string> {
  const id = await fleet.create(slug)
  await fleet.add(id, 'a')
  return id
}

test('a cursor stays good while the file is closed, opened and served by another process', async () => {
  await using fleet = new BackedUpFleet()
  const id = await followed(fleet)
  const cursor = await cursorOf(fleet, id)
  await fleet.pool.evict(id)
  expect(await cursorOf(fleet, id)).toBe(cursor)
  await fleet.restart()
  expect(await told(fleet, id, cursor)).toBe('ok')
})

test('each new tenant has a log of its own', async () => {
  await using fleet = new BackedUpFleet()
  const cursors = await Promise.all(
    ['one', 'two', 'three'].map(async (slug) => cursorOf(fleet, await followed(fleet, slug))),
  )
  expect(new Set(cursors).size).toBe(3)
})

test('a restored tenant has another, and so has what it was before if that comes back', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle } = fleet.tenants
  const id = await followed(fleet)
  const early = await cursorOf(fleet, id)
  const { id: backup } = await fleet.backUp()
  await fleet.add(id, 'b')
  const late = await cursorOf(fleet, id)

  const { kept } = await lifeCycle.restore(id, fleet.source(backup, id))
  const restored = await cursorOf(fleet, id)
  expect([await told(fleet, id, early), await told(fleet, id, late)]).toEqual(['resync', 'resync'])
  expect(await told(fleet, id, restored)).toBe('ok')
  await lifeCycle.restore(id, { kind: 'kept', path: join(kept ?? '', 'workspace.db') })
  expect(await fleet.users(id)).toEqual(['a', 'b'])
  expect([await told(fleet, id, late), await told(fleet, id, restored)]).toEqual([
    'resync',
    'resync',
  ])
})

test('so has a clone, an imported tenant, and one that was made of a backup, with no events', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle } = fleet.tenants
  const id = await followed(fleet)
  const cursor = await cursorOf(fleet, id)
  const { id: backup } = await fleet.backUp()
  const outside = mkdtempSync(join(tmpdir(), 'conclave-epochs-'))
  try {
    const file = join(outside, 'acme.db')
    await lifeCycle.export(id, { file })
    const fills = {
      cloned: lifeCycle.cloning(id),
      imported: lifeCycle.importing(file),
      restored: lifeCycle.restoring(fleet.source(backup, id), id),
    }
    for (const [slug, fill] of Object.entries(fills)) {
      const made = await fleet.tenants.create({ slug, name: slug }, (tenant) => tenant.id, { fill })
      const events = await fleet.pool.read({ id: made }, (db) => db.events.since(0, 9))
      expect([slug, events]).toEqual([slug, []])
      expect([slug, await told(fleet, made, cursor)]).toEqual([slug, 'resync'])
    }
    expect(await told(fleet, id, cursor)).toBe('ok')
  } finally {
    rmSync(outside, { recursive: true })
  }
})

test('so has one that was taken back to a snapshot of before a migration', async () => {
  await using fleet = new BackedUpFleet()
  const id = await followed(fleet)
  const cursor = await cursorOf(fleet, id)
  await fleet.pool.evict(id)
  const path = fleet.directory.database(id)
  const snapshot = join(fleet.directory.path, 'snapshot.db')
  const { engine } = fleet.tenants
  const { latestVersion: version } = engine
  takeSnapshot(path, snapshot, id, version)
  const kept = join(fleet.directory.path, 'kept.db')
  engine.restore(path, id, { snapshot, kept, version, discardWrites: false })
  expect(await fleet.users(id)).toEqual(['a'])
  expect(await told(fleet, id, cursor)).toBe('resync')
})

test('the log itself is no change that a restoration of a snapshot has to save', async () => {
  await using fleet = new BackedUpFleet()
  const id = await followed(fleet)
  await fleet.pool.evict(id)
  const path = fleet.directory.database(id)
  const snapshot = join(fleet.directory.path, 'snapshot.db')
  const kept = join(fleet.directory.path, 'kept.db')
  const { engine } = fleet.tenants
  const { latestVersion: version } = engine
  // To before there was a log.
  engine.rollBack(path, id, version - 15)
  engine.migrate(path, id, snapshot)
  engine.restore(path, id, { snapshot, kept, version, discardWrites: false })
  expect(await fleet.users(id)).toEqual(['a'])
})
