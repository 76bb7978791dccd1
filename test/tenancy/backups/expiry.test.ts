import { expect, test } from 'bun:test'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expireRuns } from '../../../src/tenancy/backups/expire-runs.ts'
import { newRunId, timeOfRun } from '../../../src/tenancy/backups/run-id.ts'
import { BackedUpFleet, damage } from './harness.ts'

const DAY = 24 * 60 * 60_000

/** What expires of the backups so many days after one was made. */
function expireAfter({ backups }: BackedUpFleet, backup: string, days: number) {
  const now = new Date(timeOfRun(backup).getTime() + days * DAY + 1)
  return expireRuns(backups, 30, now, backups.path)
}

function filesOf({ backups }: BackedUpFleet, backup: string): string[] {
  const path = backups.run(backup)
  if (!existsSync(path)) return []
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
}

test('what has expired goes, except what later backups still refer to', async () => {
  await using fleet = new BackedUpFleet()
  const [still, moving] = (await fleet.createMany(2)) as [string, string]
  writeFileSync(join(fleet.directory.tenant(still), 'files', 'picture'), 'picture')
  const backups: string[] = []
  for (const user of ['a', 'b', 'c']) {
    await fleet.add(moving, user)
    backups.push((await fleet.backUp()).id)
  }
  const [first, second, third] = backups as [string, string, string]
  expect(await expireAfter(fleet, first, 29)).toEqual([])
  expect(await expireAfter(fleet, third, 30)).toEqual([first, second])
  expect(filesOf(fleet, second)).toEqual([])
  expect(existsSync(fleet.backups.run(second))).toBe(false)
  expect(filesOf(fleet, first)).toHaveLength(3)
  expect(filesOf(fleet, first)).toContain(`${still}.db.zst`)
  expect(filesOf(fleet, first)).not.toContain(`${moving}.db.zst`)
  expect(await fleet.verify()).toMatchObject({ backups: [third], bad: [] })
  expect(await fleet.usersAt(third, moving)).toEqual(['a', 'b', 'c'])

  await fleet.add(still, 'd')
  const fourth = await fleet.backUp()
  expect(await expireAfter(fleet, fourth.id, 31)).toEqual([third])
  // It still has the picture.
  expect(filesOf(fleet, first)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}\.zst$/)])
  expect(await fleet.verify()).toMatchObject({ bad: [] })
})

test('the newest never expires, and with it the newest state of each tenant', async () => {
  await using fleet = new BackedUpFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'a')
  const first = await fleet.backUp()
  const last = await fleet.backUp({ keepDays: 1 })
  expect(await expireAfter(fleet, last.id, 10_000)).toEqual([first.id])
  expect(await expireAfter(fleet, last.id, 10_000)).toEqual([])
  expect(await fleet.usersAt(last.id, id)).toEqual(['a'])
})

test('without knowing what is needed nothing goes but manifests', async () => {
  await using fleet = new BackedUpFleet()
  const id = await fleet.create('acme')
  const first = await fleet.backUp()
  const second = await fleet.backUp()
  await fleet.add(id, 'a')
  const third = await fleet.backUp()
  damage(fleet.backups.manifest(second.id))
  const between = new Date(timeOfRun(first.id).getTime() + 30 * DAY + 1)
  await expireRuns(fleet.backups, 30, between, fleet.backups.path)
  expect(filesOf(fleet, first.id)).toContain(`${id}.db.zst`)
  await expireAfter(fleet, third.id, 30)
  expect(filesOf(fleet, first.id)).toEqual([])
  expect(await fleet.usersAt(third.id, id)).toEqual(['a'])
})

test('ids sort as the backups were made, whatever the clock says', () => {
  const now = new Date('2026-11-23T05:15:00.123Z')
  const id = newRunId(now)
  expect(id).toBe('20261123T051500.123Z')
  expect(timeOfRun(id)).toEqual(now)
  expect(newRunId(now, id)).toBe('20261123T051500.124Z')
  expect(newRunId(new Date('2020-01-01T00:00:00Z'), id)).toBe('20261123T051500.124Z')
  expect(newRunId(now, '20261123T051500.122Z')).toBe(id)
})
