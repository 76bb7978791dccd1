import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { Connection } from '../../src/database/connection.ts'
import { DatabaseBusy, DurabilityLost } from '../../src/database/errors.ts'
import { FileSystemSync } from '../../src/database/file-system-sync.ts'
import { MigrationBatch } from '../../src/database/migration-batch.ts'
import { proveUnused } from '../../src/database/prove-unused.ts'
import { WorkerChannel } from '../../src/tenancy/worker-channel.ts'
import { workspaceMigrations } from '../../src/workspace-database.ts'
import { cleanUp, temporaryDirectory } from '../harness/process.ts'
import {
  execute,
  LATEST,
  makeStale,
  obstruct,
  type StaleTenant,
  versionOf,
} from '../harness/stale-fleet.ts'

const WORKER = new URL('../../src/workers/tenant-worker.ts', import.meta.url)
const EVER = Number.POSITIVE_INFINITY
const ALL = { milliseconds: EVER, failures: EVER }

let directory: string
/** Of those that the test has begun. */
const batches: MigrationBatch[] = []

beforeEach(() => {
  directory = temporaryDirectory()
})

afterEach(async () => {
  for (const batch of batches.splice(0)) batch.release()
  await cleanUp()
})

/** @param failing the number of the sync that the disk refuses, from 1 */
function begin(failing?: number, device?: number): MigrationBatch {
  const own = FileSystemSync.at(directory)
  if (!own) throw new Error('this system has no syncfs that can be trusted')
  let count = 0
  let open = true
  const batch = new MigrationBatch(workspaceMigrations, {
    device: device ?? own.device,
    close() {
      if (open) own.close()
      open = false
    },
    sync() {
      count += 1
      if (count === failing) throw new DurabilityLost('the disk refuses')
      own.sync()
    },
  })
  batches.push(batch)
  return batch
}

const filesOf = (tenants: readonly StaleTenant[]) =>
  tenants.map(({ file, id }) => ({ path: file, owner: id }))
const pathsOf = (tenants: readonly StaleTenant[]) => tenants.map(({ file }) => file)
const besideFiles = () =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /workspace\.db-/.test(name),
  )

describe.skipIf(process.platform !== 'linux')('a batch', () => {
  test('migrates what it holds, and leaves nothing but the files', async () => {
    const tenants = await makeStale(directory, 3)
    const batch = begin()
    expect(batch.hold(filesOf(tenants), EVER)).toEqual([true, true, true])
    expect(batch.migrate(pathsOf(tenants), ALL)).toEqual(
      tenants.map(({ file }) => ({
        path: file,
        outcome: { from: LATEST - 1, to: LATEST, steps: [expect.any(String)] },
      })),
    )
    // The index of a log that nobody shares stays in memory.
    expect(besideFiles().every((name) => name.endsWith('-wal'))).toBe(true)
    batch.release()
    expect(besideFiles()).toEqual([])
    expect(tenants.map(versionOf)).toEqual([LATEST, LATEST, LATEST])
  })

  test('lets nobody in until it is released, and cannot be overlooked', async () => {
    const [one] = (await makeStale(directory, 1)) as [StaleTenant]
    const batch = begin()
    batch.hold(filesOf([one]), EVER)
    expect(() => new Connection(one.file)).toThrow(DatabaseBusy)
    expect(() => proveUnused(one.file)).toThrow(DatabaseBusy)
    batch.release()
    expect(versionOf(one)).toBe(LATEST - 1)
    proveUnused(one.file)
  })

  test('takes neither what somebody has open, nor what is missing, damaged or elsewhere', async () => {
    const tenants = await makeStale(directory, 4)
    const [used, missing, damaged, fine] = tenants as [
      StaleTenant,
      StaleTenant,
      StaleTenant,
      StaleTenant,
    ]
    const user = new Connection(used.file)
    user.query('SELECT count(*) FROM users', [])
    await Bun.file(missing.file).delete()
    await Bun.write(damaged.file, 'this is no database, and has never been one')
    expect(begin().hold(filesOf(tenants), EVER)).toEqual([false, false, false, true])
    user.close()
    expect(begin(undefined, -1).hold(filesOf([fine]), EVER)).toEqual([false])
  })

  test('goes on when one of them fails, which stays as it was', async () => {
    const tenants = await makeStale(directory, 3)
    const bad = tenants[1] as StaleTenant
    obstruct(bad)
    const batch = begin()
    batch.hold(filesOf(tenants), EVER)
    const outcomes = batch.migrate(pathsOf(tenants), ALL)
    batch.release()
    expect(outcomes.map(({ error }) => error?.name)).toEqual([
      undefined,
      'MigrationFailed',
      undefined,
    ])
    expect(tenants.map(versionOf)).toEqual([LATEST, LATEST - 1, LATEST])
  })

  test('begins nothing more after its time, or so many failures, but one in any case', async () => {
    const tenants = await makeStale(directory, 4)
    const late = begin()
    expect(late.hold(filesOf(tenants), -1)).toEqual([true])
    late.release()
    const batch = begin()
    batch.hold(filesOf(tenants), EVER)
    const paths = pathsOf(tenants)
    expect(batch.migrate(paths, { milliseconds: -1, failures: EVER })).toHaveLength(1)
    batch.release()
    const failing = begin()
    obstruct(tenants[2] as StaleTenant)
    failing.hold(filesOf(tenants), EVER)
    expect(failing.migrate(paths, { milliseconds: EVER, failures: 1 })).toHaveLength(3)
  })

  test('takes over the log of somebody who was killed, and a file that is in no WAL mode', async () => {
    const [killed, alone] = (await makeStale(directory, 2)) as [StaleTenant, StaleTenant]
    const program = `
      import { Database } from 'bun:sqlite'
      new Database(process.argv.at(-1)).run("INSERT INTO users (id) VALUES ('ada')")
      process.kill(process.pid, 'SIGKILL')`
    Bun.spawnSync([process.execPath, '-e', program, killed.file])
    expect(statSync(`${killed.file}-wal`).size).toBeGreaterThan(0)
    execute(alone.file, 'PRAGMA journal_mode = DELETE')
    const batch = begin()
    expect(batch.hold(filesOf([killed, alone]), EVER)).toEqual([true, true])
    expect(statSync(`${killed.file}-wal`).size).toBe(0)
    batch.migrate(pathsOf([killed, alone]), ALL)
    batch.release()
    const connection = new Connection(killed.file)
    expect(connection.query('SELECT id FROM users', []).rows).toEqual([{ id: 'ada' }])
    connection.close()
    expect([killed, alone].map(versionOf)).toEqual([LATEST, LATEST])
  })

  test('says nothing of any file when the disk refuses the logs, and copies nothing of them', async () => {
    const tenants = await makeStale(directory, 2)
    const before = tenants.map(({ file }) => Bun.hash(readFileSync(file)))
    const batch = begin(2)
    batch.hold(filesOf(tenants), EVER)
    expect(() => batch.migrate(pathsOf(tenants), ALL)).toThrow(DurabilityLost)
    batch.release()
    expect(tenants.map(({ file }) => Bun.hash(readFileSync(file)))).toEqual(before)
    expect(tenants.every(({ file }) => existsSync(`${file}-wal`))).toBe(true)
  })

  test('leaves the logs, which hold everything, when its thread ends before it is released', async () => {
    const [one] = (await makeStale(directory, 1)) as [StaleTenant]
    const worker = new WorkerChannel(WORKER)
    await worker.ask({ kind: 'batch-hold', directory, files: filesOf([one]), milliseconds: EVER })
    await worker.ask({ kind: 'batch-migrate', paths: [one.file], limits: ALL })
    worker.close()
    // Waits until the thread has let the file go; its own close leaves the log as it is.
    const next = new Connection(one.file, { access: 'read-only', busyTimeout: 5_000 })
    expect(next.query('PRAGMA user_version', []).rows).toEqual([{ user_version: LATEST }])
    next.close()
    expect(statSync(`${one.file}-wal`).size).toBeGreaterThan(0)
  })

  test('keeps the logs, which hold everything, when the disk refuses the files', async () => {
    const tenants = await makeStale(directory, 2)
    const batch = begin(3)
    batch.hold(filesOf(tenants), EVER)
    expect(batch.migrate(pathsOf(tenants), ALL)).toHaveLength(2)
    expect(() => batch.release()).toThrow(DurabilityLost)
    expect(tenants.every(({ file }) => existsSync(`${file}-wal`))).toBe(true)
    expect(tenants.map(versionOf)).toEqual([LATEST, LATEST])
  })
})

test('a file system is synced, or says that it was not', () => {
  const sync = FileSystemSync.at(directory)
  expect(sync !== undefined).toBe(process.platform === 'linux')
  sync?.sync()
  sync?.close()
  expect(() => sync?.sync()).toThrow(DurabilityLost)
})
