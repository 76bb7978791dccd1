import { expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { backupsHolding } from '../../../src/tenancy/backups/backups-holding.ts'
import { timeOfRun } from '../../../src/tenancy/backups/run-id.ts'
import type { Tenant } from '../../../src/tenancy/tenant.ts'
import { BackedUpFleet } from './harness.ts'

test('until when backups have a tenant follows from the newest one', async () => {
  await using fleet = new BackedUpFleet()
  const tenantOf = (id: string) => fleet.tenants.registry.findById(id) as Tenant
  const { path: directory } = fleet.backups
  const policy = { directory, keepDays: 30 }
  const old = tenantOf(await fleet.create('old'))
  expect(await backupsHolding(policy, old)).toEqual({ directory, until: null })

  const { id } = await fleet.backUp()
  const thirtyDaysOn = (run: string) =>
    new Date(timeOfRun(run).getTime() + 30 * 86_400_000).toISOString()
  expect(await backupsHolding(policy, old)).toEqual({ directory, until: thirtyDaysOn(id) })
  await Bun.sleep(5)
  const young = tenantOf(await fleet.create('young'))
  expect(await backupsHolding(policy, young)).toEqual({ directory, until: null })

  // One that is being made may have it already.
  const running = '29991231T235959.000Z'
  mkdirSync(fleet.backups.partial(running))
  expect((await backupsHolding(policy, young))?.until).toBe(thirtyDaysOn(running))
  const file = fleet.directory.authDatabase
  expect(await backupsHolding({ directory: file, keepDays: 30 }, old)).toBeNull()
})
