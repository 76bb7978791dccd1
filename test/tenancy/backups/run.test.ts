import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeManifest } from '../../../src/tenancy/backups/manifest.ts'
import { openWorkspaceDatabase } from '../../../src/workspace-database.ts'
import { failure, usersIn } from '../harness.ts'
import { BackedUpFleet, damage } from './harness.ts'

test('a backup holds what was committed, and later ones what has changed since', async () => {
  await using fleet = new BackedUpFleet()
  const [one, two] = (await fleet.createMany(2)) as [string, string]
  await fleet.add(one, 'a')
  await fleet.add(two, 'b')
  const first = await fleet.backUp()
  await fleet.add(one, 'c')
  const second = await fleet.backUp()

  expect(first).toMatchObject({ workspaces: 2, stored: 2, failed: [], remark: null })
  expect(second).toMatchObject({ workspaces: 2, stored: 1, failed: [] })
  expect(fleet.entry(second.id, two).database).toEqual(fleet.entry(first.id, two).database)
  expect(await fleet.usersAt(first.id, one)).toEqual(['a'])
  expect(await fleet.usersAt(second.id, one)).toEqual(['a', 'c'])
  expect(await fleet.usersAt(second.id, two)).toEqual(['b'])
  expect(
    fleet
      .manifest(second.id)
      .workspaces.map(({ slug }) => slug)
      .toSorted(),
  ).toEqual(['t1', 't2'])
  expect(await fleet.verify()).toMatchObject({ bad: [] })
})

test('a backup leaves nothing but backups behind, and touches no tenant', async () => {
  await using fleet = new BackedUpFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'a')
  const before = readdirSync(fleet.directory.path).toSorted()
  const report = await fleet.backUp()
  expect(readdirSync(fleet.directory.path).toSorted()).toEqual(
    [...before, 'backup.lock'].toSorted(),
  )
  expect(readdirSync(fleet.backups.path).toSorted()).toEqual([report.id, 'backup.lock'])
  expect(statSync(fleet.backups.run(report.id)).mode & 0o077).toBe(0)
  expect(statSync(fleet.backups.manifest(report.id)).mode & 0o077).toBe(0)
})

test('what has not been written to is not even opened', async () => {
  await using fleet = new BackedUpFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'a')
  await fleet.pool.evict(id)
  await fleet.backUp()
  // A file is known to be the same once its last change is older than a file system's clock is coarse.
  await Bun.sleep(2_050)
  const { id: second } = await fleet.backUp()
  // An opening makes two files beside the database.
  const opened = statSync(fleet.directory.tenant(id)).mtimeMs
  const third = await fleet.backUp()
  expect(fleet.entry(second, id).found).not.toBeNull()
  expect(third.stored).toBe(0)
  expect(statSync(fleet.directory.tenant(id)).mtimeMs).toBe(opened)
  await fleet.add(id, 'b')
  expect((await fleet.backUp()).stored).toBe(1)
})

test('after another boot everything is opened again, whatever its stamps say', async () => {
  await using fleet = new BackedUpFleet()
  const id = await fleet.create('acme')
  await fleet.pool.evict(id)
  await Bun.sleep(2_050)
  const { id: first } = await fleet.backUp()
  const manifest = fleet.manifest(first)
  rmSync(fleet.backups.manifest(first))
  writeManifest(fleet.backups.manifest(first), { ...manifest, boot: 'another one' })
  const before = statSync(fleet.directory.tenant(id)).mtimeMs
  expect(fleet.entry(first, id).found).not.toBeNull()
  expect((await fleet.backUp()).stored).toBe(0)
  expect(statSync(fleet.directory.tenant(id)).mtimeMs).toBeGreaterThan(before)
})

test('a checkpoint stores nothing again, --full does', async () => {
  await using fleet = new BackedUpFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'a')
  await fleet.backUp()
  await fleet.pool.evict(id)
  expect((await fleet.backUp()).stored).toBe(0)
  expect((await fleet.backUp({ full: true })).stored).toBe(1)
})

test('archived, suspended and deleted tenants are backed up; what is purged is not, any more', async () => {
  await using fleet = new BackedUpFleet()
  const { lifeCycle } = fleet.tenants
  const ids = await fleet.createMany(3)
  const [archived, suspended, deleted] = ids as [string, string, string]
  for (const id of ids) await fleet.add(id, 'a')
  await lifeCycle.archive(archived)
  await lifeCycle.suspend(suspended, 'unpaid')
  await lifeCycle.delete(deleted, new Date(Date.now() + 60_000))
  const first = await fleet.backUp()
  expect(first).toMatchObject({ stored: 3, failed: [] })
  expect(fleet.entry(first.id, archived)).toMatchObject({ state: 'archived', archived: true })
  for (const id of ids) expect(await fleet.usersAt(first.id, id)).toEqual(['a'])

  await lifeCycle.purge(deleted, { now: true })
  const second = await fleet.backUp({ only: ['t1'] })
  expect(fleet.manifest(second.id).workspaces.some(({ id }) => id === deleted)).toBe(false)
  expect(await fleet.usersAt(first.id, deleted)).toEqual(['a'])
})

test('a tenant that cannot be read is named, keeps its older state, and holds nobody up', async () => {
  await using fleet = new BackedUpFleet()
  const [broken, sound, never] = (await fleet.createMany(3)) as [string, string, string]
  await fleet.add(broken, 'a')
  rmSync(fleet.directory.database(never))
  const first = await fleet.backUp()
  expect(first.failed).toEqual([
    { id: never, slug: 't3', error: expect.stringContaining('missing') },
  ])
  await fleet.pool.evict(broken)
  writeFileSync(fleet.directory.database(broken), 'not a database at all'.repeat(500))
  await fleet.add(sound, 'b')
  const second = await fleet.backUp()
  expect(second.failed.map(({ slug }) => slug).toSorted()).toEqual(['t1', 't3'])
  expect(second.workspaces).toBe(2)
  expect(fleet.entry(second.id, broken).at).toBe(fleet.entry(first.id, broken).at)
  expect(await fleet.usersAt(second.id, broken)).toEqual(['a'])
  expect(await fleet.usersAt(second.id, sound)).toEqual(['b'])
})

test('only the named ones are looked at', async () => {
  await using fleet = new BackedUpFleet()
  const [one, two] = (await fleet.createMany(2)) as [string, string]
  await fleet.backUp()
  for (const id of [one, two]) await fleet.add(id, 'a')
  const report = await fleet.backUp({ only: ['T2'] })
  expect(report).toMatchObject({ workspaces: 2, stored: 1 })
  expect(await fleet.usersAt(report.id, one)).toEqual([])
  expect(await fleet.usersAt(report.id, two)).toEqual(['a'])
  expect((await fleet.backUp()).stored).toBe(1)
  // Of whom nothing is known yet, they are looked at too: each backup holds all.
  const young = await fleet.create('young')
  const { id: last } = await fleet.backUp({ only: ['t1'] })
  expect(await fleet.usersAt(last, young)).toEqual([])
})

test('attachments come with the database, each of them once', async () => {
  await using fleet = new BackedUpFleet()
  const id = await fleet.create('acme')
  const files = join(fleet.directory.tenant(id), 'files')
  mkdirSync(join(files, 'pictures'))
  writeFileSync(join(files, 'pictures', 'one'), 'first')
  writeFileSync(join(files, 'two'), '')
  const first = await fleet.backUp()
  await fleet.add(id, 'a')
  writeFileSync(join(files, 'three'), 'third')
  const second = await fleet.backUp()
  expect(fleet.entry(first.id, id).files).toMatchObject({ count: 2, bytes: 5 })
  expect(fleet.entry(second.id, id).files).toMatchObject({ count: 3, bytes: 10 })

  rmSync(join(files, 'two'))
  rmSync(join(files, 'pictures'), { recursive: true })
  await fleet.tenants.lifeCycle.restore(id, fleet.source(second.id, id))
  expect(readdirSync(files, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual([
    'pictures',
    'pictures/one',
    'three',
    'two',
  ])
  expect(await Bun.file(join(files, 'pictures', 'one')).text()).toBe('first')
})

test('what was lost of a backup is stored again, and a lost manifest makes a full one', async () => {
  await using fleet = new BackedUpFleet()
  const [one, two] = (await fleet.createMany(2)) as [string, string]
  const first = await fleet.backUp()
  rmSync(fleet.place(fleet.entry(first.id, one).database))
  const second = await fleet.backUp()
  expect(fleet.entry(second.id, one).database.run).toBe(second.id)
  expect(fleet.entry(second.id, two).database.run).toBe(first.id)
  damage(fleet.backups.manifest(second.id))
  const third = await fleet.backUp()
  expect(third).toMatchObject({ stored: 2, remark: expect.stringContaining(second.id) })
})

test('one at a time, wherever it goes; the other is told who is at it', async () => {
  await using fleet = new BackedUpFleet()
  await fleet.createMany(3)
  const running = fleet.backUp()
  expect(await failure(fleet.backUp())).toMatchObject({ name: 'BackupRunning' })
  const elsewhere = `${fleet.backups.path}/elsewhere`
  expect(await failure(fleet.backUp({ backupDir: elsewhere }))).toMatchObject({
    name: 'BackupRunning',
    message: expect.stringContaining(String(process.pid)),
  })
  await running
  await fleet.backUp()
})

test('a directory with the backups of others is refused, and one that cannot be made', async () => {
  await using fleet = new BackedUpFleet()
  await using other = new BackedUpFleet()
  await fleet.create('acme')
  await other.create('acme')
  await fleet.backUp()
  const { path: backupDir } = fleet.backups
  const refusal = { name: 'BackupDirectoryUnusable' }
  expect(await failure(other.backUp({ backupDir }))).toMatchObject(refusal)
  expect(readdirSync(backupDir).filter((name) => name.includes('partial'))).toEqual([])
  const file = join(backupDir, 'file')
  writeFileSync(file, '')
  expect(await failure(fleet.backUp({ backupDir: file }))).toMatchObject(refusal)
})

test('one that is stopped leaves nothing', async () => {
  await using fleet = new BackedUpFleet()
  await fleet.createMany(2)
  const stopped = await failure(fleet.backUp({}, AbortSignal.abort()))
  expect(stopped).toMatchObject({ name: 'BackupInterrupted' })
  expect(readdirSync(fleet.backups.path)).toEqual(['backup.lock'])
  expect(existsSync(fleet.directory.backupScratch)).toBe(false)
})

test('whatever is written between backups is in the next one', async () => {
  await using fleet = new BackedUpFleet({ tenants: 2 })
  const ids = await fleet.createMany(4)
  let count = 0
  const next = () => {
    count += 1
    return count
  }
  for (let round = 0; round < 6; round += 1) {
    for (const id of ids) {
      const choice = Math.random()
      if (choice < 0.3) await fleet.add(id, `u${next()}`)
      // As another process does it, which the pool hears nothing of.
      else if (choice < 0.5) {
        const db = openWorkspaceDatabase(fleet.directory.database(id))
        await db.write(() => db.users.create({ id: `u${next()}` }))
        db.close()
      } else if (choice < 0.7) await fleet.pool.evict(id)
    }
    const { id: backup } = await fleet.backUp()
    for (const id of ids) {
      expect(await fleet.usersAt(backup, id)).toEqual(await fleet.pool.read({ id }, usersIn))
    }
  }
})
