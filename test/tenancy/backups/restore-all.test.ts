import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { examineTenant } from '../../../scripts/examine-tenant.ts'
import { examineAuthDatabase } from '../../../src/auth/examine-auth-database.ts'
import { assertRestored } from '../../../src/tenancy/backups/assert-restored.ts'
import { newestManifest } from '../../../src/tenancy/backups/find-backup.ts'
import { restoreAll } from '../../../src/tenancy/backups/restore-all.ts'
import type { DataDirectory } from '../../../src/tenancy/data-directory.ts'
import { failure } from '../harness.ts'
import { BackedUpFleet, damage } from './harness.ts'

function rebuild({ backups }: BackedUpFleet, target: DataDirectory) {
  const manifest = newestManifest(backups)
  return restoreAll({
    directory: backups,
    manifest,
    target,
    examineTenant,
    examineRegistry: examineAuthDatabase,
  })
}

/** All of the machine is lost. */
async function lose(fleet: BackedUpFleet): Promise<void> {
  await fleet.tenants.close()
  fleet.auth.close()
  rmSync(fleet.directory.path, { recursive: true })
  mkdirSync(fleet.directory.path)
}

/** A fleet in every state, backed up. */
async function prepared(fleet: BackedUpFleet): Promise<string[]> {
  const { lifeCycle } = fleet.tenants
  const ids = await fleet.createMany(4)
  const [active, archived, deleted, suspended] = ids as [string, string, string, string]
  for (const id of ids) await fleet.add(id, 'a')
  writeFileSync(join(fleet.directory.tenant(active), 'files', 'picture'), 'picture')
  await lifeCycle.archive(archived)
  await lifeCycle.archive(deleted)
  await lifeCycle.delete(deleted, new Date(Date.now() + 60_000))
  await lifeCycle.suspend(suspended, 'unpaid')
  await fleet.backUp()
  return ids
}

test('everything comes back, each tenant in its state', async () => {
  await using fleet = new BackedUpFleet()
  const [active, archived, deleted, suspended] = (await prepared(fleet)) as [
    string,
    string,
    string,
    string,
  ]
  await lose(fleet)
  const report = await rebuild(fleet, fleet.directory)
  expect(report).toMatchObject({ workspaces: 4, failed: [] })
  await using again = new BackedUpFleet({ at: fleet.directory.path })
  const { lifeCycle, registry } = again.tenants
  expect(registry.findById(suspended)).toMatchObject({ state: 'suspended', state_reason: 'unpaid' })
  expect(readdirSync(again.directory.tenant(archived)).toSorted()).toEqual([
    'files',
    'workspace.db.zst',
  ])
  await lifeCycle.unarchive(archived)
  await lifeCycle.undelete(deleted)
  await lifeCycle.unarchive(deleted)
  for (const id of [active, archived, deleted, suspended]) {
    expect(await again.users(id)).toEqual(['a'])
  }
  const picture = join(again.directory.tenant(active), 'files', 'picture')
  expect(await Bun.file(picture).text()).toBe('picture')
  expect(existsSync(again.directory.restoring)).toBe(false)
})

test('one that is interrupted is marked, served by nobody, and made anew', async () => {
  await using fleet = new BackedUpFleet()
  await prepared(fleet)
  await lose(fleet)
  const { registry } = newestManifest(fleet.backups)
  const place = fleet.place(registry)
  const whole = await Bun.file(place).bytes()
  damage(place)
  expect(await failure(rebuild(fleet, fleet.directory))).toMatchObject({ name: 'BackupDamaged' })
  expect(() => assertRestored(fleet.directory)).toThrow('half restored')
  writeFileSync(place, whole)
  expect(await rebuild(fleet, fleet.directory)).toMatchObject({ workspaces: 4, failed: [] })
  assertRestored(fleet.directory)
  expect(await failure(rebuild(fleet, fleet.directory))).toMatchObject({ name: 'NotEmpty' })
})

test('what is damaged is named, and the others are there', async () => {
  await using fleet = new BackedUpFleet()
  const [active = ''] = await prepared(fleet)
  damage(fleet.place(fleet.entry(newestManifest(fleet.backups).id, active).database))
  await lose(fleet)
  const { failed } = await rebuild(fleet, fleet.directory)
  expect(failed).toEqual([{ id: active, slug: 't1', error: expect.stringContaining(active) }])
  expect(existsSync(fleet.directory.tenant(active))).toBe(false)
  expect(existsSync(fleet.directory.authDatabase)).toBe(true)
})
