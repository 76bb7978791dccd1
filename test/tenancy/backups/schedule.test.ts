import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '../../../src/database/connection.ts'
import { backUpInWorker } from '../../../src/tenancy/backups/backup-in-worker.ts'
import { BackupSchedule } from '../../../src/tenancy/backups/backup-schedule.ts'
import { readManifest, writeManifest } from '../../../src/tenancy/backups/manifest.ts'
import type { BackupReport } from '../../../src/tenancy/backups/run-backup.ts'
import { timeOfRun } from '../../../src/tenancy/backups/run-id.ts'
import { failure } from '../harness.ts'
import { BackedUpFleet } from './harness.ts'

const WORKER = new URL('../../../src/workers/backup-worker.ts', import.meta.url)

/** A schedule that begins at once, and all that it has told. `before` is what happens meanwhile. */
function scheduled(
  fleet: BackedUpFleet,
  every: number,
  { again = 10, before = async (): Promise<unknown> => undefined } = {},
) {
  const { directory, backups } = fleet
  const options = {
    dataDir: directory.path,
    backupDir: backups.path,
    keepDays: 30,
    unlessWithin: every,
  }
  const made: BackupReport[] = []
  const failures: unknown[] = []
  const schedule = new BackupSchedule({
    directory: fleet.backups.path,
    every,
    again,
    first: 0,
    async perform(signal) {
      await before()
      return await backUpInWorker(WORKER, options, signal)
    },
    onMade: (report) => void made.push(report),
    onFailed: (error) => void failures.push(error),
  })
  return { schedule, made, failures }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(5)
}

/** Nobody else may even read it (https://sqlite.org/pragma.html#pragma_locking_mode). */
function exclusively(file: string): Connection {
  const connection = new Connection(file)
  connection.execute('PRAGMA locking_mode = EXCLUSIVE')
  connection.execute('BEGIN IMMEDIATE')
  connection.execute('CREATE TABLE held (id)')
  connection.execute('COMMIT')
  return connection
}

test('one after the other, each when it is due; the figures say so', async () => {
  await using fleet = new BackedUpFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'a')
  const { schedule, made, failures } = scheduled(fleet, 1)
  expect(await schedule.figures()).toMatchObject({ lastSuccess: null, made: 0, failures: 0 })
  await until(() => made.length === 2)
  await schedule.stop()
  const [last] = made.slice(-1)
  expect(failures).toEqual([])
  expect(await schedule.figures()).toMatchObject({
    lastSuccess: new Date(last?.started_at ?? ''),
    made: made.length,
    failures: 0,
  })
  expect((await schedule.figures()).lastBytes).toBeGreaterThan(0)
  expect(await fleet.usersAt(last?.id ?? '', id)).toEqual(['a'])
  const { length } = fleet.backups.runs()
  await Bun.sleep(30)
  expect(fleet.backups.runs()).toHaveLength(length)
})

test('what a command has made counts: the next one is not due yet', async () => {
  await using fleet = new BackedUpFleet()
  const { id } = await fleet.backUp()
  const { schedule, made } = scheduled(fleet, 60_000)
  await Bun.sleep(60)
  await schedule.stop()
  expect(made).toEqual([])
  expect((await schedule.figures()).lastSuccess).toEqual(timeOfRun(id))
})

test('what a command makes while one is about to begin counts, too', async () => {
  await using fleet = new BackedUpFleet()
  const before = () => fleet.backUp()
  const { schedule, made, failures } = scheduled(fleet, 60_000, { before })
  await until(() => fleet.backups.runs().length === 1)
  await Bun.sleep(100)
  await schedule.stop()
  expect([made, failures]).toEqual([[], []])
  expect(fleet.backups.runs()).toHaveLength(1)
})

test('one that claims to be of the future is not waited for, and one more is enough', async () => {
  await using fleet = new BackedUpFleet()
  const { id } = await fleet.backUp()
  const later = `${Number(id.slice(0, 4)) + 1}${id.slice(4)}`
  const manifest = readManifest(fleet.backups.manifest(id))
  const started_at = timeOfRun(later).toISOString()
  rmSync(fleet.backups.manifest(id))
  writeManifest(fleet.backups.manifest(id), { ...manifest, id: later, started_at })
  renameSync(fleet.backups.run(id), fleet.backups.run(later))
  const first = scheduled(fleet, 60_000)
  await until(() => first.made.length > 0)
  await Bun.sleep(50)
  await first.schedule.stop()
  const { schedule, made, failures } = scheduled(fleet, 60_000)
  await Bun.sleep(100)
  await schedule.stop()
  expect([first.failures, made, failures]).toEqual([[], [], []])
  expect(fleet.backups.runs()).toEqual([later, first.made[0]?.id as string])
})

test('a failure is told and counted, and tried again', async () => {
  await using fleet = new BackedUpFleet()
  await fleet.create('acme')
  const { path } = fleet.backups
  rmSync(path, { recursive: true })
  writeFileSync(path, 'in the way')
  const { schedule, made, failures } = scheduled(fleet, 60_000)
  await until(() => failures.length > 1)
  expect(await schedule.figures()).toMatchObject({ lastSuccess: null, made: 0 })
  rmSync(path)
  mkdirSync(path)
  await until(() => made.length === 1)
  await schedule.stop()
  expect((await schedule.figures()).failures).toBe(failures.length)
})

test('a workspace that is missing from a backup counts as a failure', async () => {
  await using fleet = new BackedUpFleet()
  rmSync(fleet.directory.database(await fleet.create('acme')))
  const { schedule, made } = scheduled(fleet, 60_000)
  await until(() => made.length === 1)
  await schedule.stop()
  expect(await schedule.figures()).toMatchObject({ made: 1, failures: 1 })
})

test('while somebody else makes one it waits, and complains of nothing', async () => {
  await using fleet = new BackedUpFleet()
  await fleet.createMany(3)
  const running = fleet.backUp()
  const { schedule, failures } = scheduled(fleet, 60_000)
  await running
  await Bun.sleep(30)
  await schedule.stop()
  expect(failures).toEqual([])
  expect(fleet.backups.runs()).toHaveLength(1)
})

test('a stop in the middle of one keeps nothing of it', async () => {
  await using fleet = new BackedUpFleet()
  const ids = await fleet.createMany(20)
  // It cannot read past this one, so that it is still at work when it is told to stop.
  const held = exclusively(fleet.directory.database(ids.toSorted()[4] as string))
  const { schedule, made, failures } = scheduled(fleet, 60_000)
  await until(() => fleet.backups.partials().length > 0)
  const stopped = schedule.stop()
  held.close()
  await stopped
  expect([made, failures, fleet.backups.runs()]).toEqual([[], [], []])
  expect(readdirSync(fleet.backups.path)).toEqual(['backup.lock'])
  expect(existsSync(fleet.directory.backupScratch)).toBe(false)
})

test('errors of the thread keep their names', async () => {
  await using fleet = new BackedUpFleet()
  const file = join(fleet.directory.path, 'file')
  writeFileSync(file, '')
  const options = { dataDir: fleet.directory.path, backupDir: file, keepDays: 30 }
  const { signal } = new AbortController()
  const error = await failure(backUpInWorker(WORKER, options, signal))
  expect(error).toMatchObject({ message: expect.stringContaining('cannot be kept in') })
})
