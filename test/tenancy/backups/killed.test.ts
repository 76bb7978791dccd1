import { expect, test } from 'bun:test'
import { existsSync, readdirSync } from 'node:fs'
import { BackedUpFleet } from './harness.ts'

const PROGRAM = new URL('../fixtures/back-up-and-say-so.ts', import.meta.url).pathname

/** Kills a backup so many milliseconds after it has begun. */
async function killAfter(fleet: BackedUpFleet, milliseconds: number): Promise<void> {
  const command = [process.execPath, PROGRAM, fleet.directory.path, fleet.backups.path]
  const child = Bun.spawn(command, { stdout: 'pipe', stderr: 'inherit' })
  const reader = child.stdout.getReader()
  await reader.read()
  await Bun.sleep(milliseconds)
  child.kill('SIGKILL')
  await child.exited
}

test('killed at any moment, it leaves whole backups, and temporary files that the next one removes', async () => {
  await using fleet = new BackedUpFleet()
  const ids = await fleet.createMany(12)
  const moments = [0, 15, 30, 60, 90, 130, 200]
  for (const [round, moment] of moments.entries()) {
    for (const id of ids) await fleet.add(id, `u${round}`)
    await killAfter(fleet, moment + Math.random() * 15)
    for (const id of fleet.backups.runs())
      expect((await fleet.verify({ backup: id })).bad).toEqual([])
  }
  const { id: last, failed } = await fleet.backUp()
  expect(failed).toEqual([])
  const names = moments.map((_, round) => `u${round}`)
  for (const id of ids) expect(await fleet.usersAt(last, id)).toEqual(names)
  expect(await fleet.verify()).toMatchObject({ bad: [] })
  expect(fleet.backups.partials()).toEqual([])
  expect(existsSync(fleet.directory.backupScratch)).toBe(false)
  expect(readdirSync(fleet.backups.path).toSorted()).toEqual(
    [...fleet.backups.runs(), 'backup.lock'].toSorted(),
  )
})
