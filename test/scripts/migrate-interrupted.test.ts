import { afterEach, expect, test } from 'bun:test'
import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { cleanUp, eventually, runScript, spawn, temporaryDirectory } from '../harness/process.ts'
import {
  LATEST,
  lockFileOf,
  makeStale,
  recorded,
  type StaleTenant,
  versionOf,
} from '../harness/stale-fleet.ts'

afterEach(cleanUp)

const COUNT = 200

async function fleet(): Promise<[string, StaleTenant[]]> {
  const dataDir = join(temporaryDirectory(), 'data')
  return [dataDir, await makeStale(dataDir, COUNT)]
}

function start(dataDir: string, ...args: string[]) {
  return spawn([process.execPath, 'scripts/migrate-all.ts', ...args], { dataDir })
}

const done = (tenants: readonly StaleTenant[]) =>
  tenants.filter((tenant) => versionOf(tenant) === LATEST).length

function hasOpen(pid: number, file: string): boolean {
  const directory = `/proc/${pid}/fd`
  return readdirSync(directory).some((descriptor) => {
    try {
      return readlinkSync(join(directory, descriptor)) === file
    } catch {
      return false
    }
  })
}

test.each([{ concurrency: '1' }, { concurrency: '4' }])(
  'killed in the middle, several times, it goes on where it was ($concurrency at a time)',
  async ({ concurrency }) => {
    const [dataDir, tenants] = await fleet()
    for (const stop of [20, 90, 160]) {
      // It cannot come to its end without this one, however fast it is.
      const lock = lockFileOf(tenants[stop] as StaleTenant)
      const { child, ended } = start(dataDir, '--concurrency', concurrency)
      await eventually(() => versionOf(tenants[stop - 1] as StaleTenant) === LATEST || undefined)
      child.kill('SIGKILL')
      await ended
      lock.release()
      const { stdout } = await runScript('migrate-status', [], { dataDir })
      expect(stdout).toContain('Run 1, migrate')
      expect(stdout).toContain('interrupted')
    }
    expect(done(tenants)).toBeLessThan(COUNT)

    const { status, stdout } = await runScript('migrate-all', ['--json'], { dataDir })

    expect({ status, ...JSON.parse(stdout) }).toMatchObject({
      status: 0,
      run: 1,
      state: 'finished',
      remaining: 0,
      failed: [],
    })
    expect(done(tenants)).toBe(COUNT)
    // Also those whose result the killed ones did not come to write down.
    const { run, tenants: rows } = await recorded(dataDir, 1)
    expect(run?.state).toBe('finished')
    expect(rows.size).toBe(COUNT)
    for (const row of rows.values()) {
      expect(row).toMatchObject({
        result: 'migrated',
        from_version: LATEST - 1,
        to_version: LATEST,
      })
    }
  },
)

test('told to stop, it ends after the workspaces under way, and goes on when it is run again', async () => {
  const [dataDir, tenants] = await fleet()
  // One of each of the two batches of the second wave.
  const held = [tenants[70], tenants[120]] as [StaleTenant, StaleTenant]
  const locks = held.map(lockFileOf)
  const { child, ended, stderr } = start(dataDir, '--concurrency', '2')
  // All that was begun is done but for these, so that whoever has them open waits for them.
  await eventually(async () => {
    const { tenants: rows } = await recorded(dataDir, 1)
    const ended = [...rows.values()].filter(({ result }) => result === 'migrated')
    return ended.length === 148 || undefined
  })
  await eventually(() => held.every(({ file }) => hasOpen(child.pid, file)) || undefined)

  child.kill('SIGINT')
  await eventually(() => stderr().includes('stopping after') || undefined)
  for (const lock of locks) lock.release()

  const { status, stdout } = await ended
  expect(status).toBe(130)
  expect(stdout).toMatch(/^Run 1 is interrupted: \d+ workspaces are left\. Run migrate:all again/m)
  expect(held.map(versionOf)).toEqual([LATEST, LATEST])
  // Nothing stays claimed that was not begun.
  const { tenants: rows } = await recorded(dataDir, 1)
  expect([...rows.values()].filter(({ result }) => result === 'pending')).toEqual([])
  expect(rows.size).toBe(done(tenants))

  expect((await runScript('migrate-all', [], { dataDir })).status).toBe(0)
  expect(done(tenants)).toBe(COUNT)
  expect((await recorded(dataDir, 1)).tenants.size).toBe(COUNT)
})

test('two at once: one waits for the other, and each workspace is migrated once', async () => {
  const [dataDir, tenants] = await fleet()

  const both = await Promise.all([start(dataDir, '--json').ended, start(dataDir, '--json').ended])

  expect(both.map(({ status }) => status)).toEqual([0, 0])
  const reports = both.map(({ stdout }) => JSON.parse(stdout) as { migrated: number })
  expect(reports.map(({ migrated }) => migrated).sort((a, b) => a - b)).toEqual([0, COUNT])
  expect(done(tenants)).toBe(COUNT)
})

test('whoever waits goes on when the one before is killed', async () => {
  const [dataDir, tenants] = await fleet()
  const held = tenants[100] as StaleTenant
  const lock = lockFileOf(held)
  const first = start(dataDir)
  await eventually(() => versionOf(tenants[40] as StaleTenant) === LATEST || undefined)
  const second = start(dataDir)
  await eventually(() => second.stderr().includes('waiting for process') || undefined)

  first.child.kill('SIGKILL')
  lock.release()

  expect((await second.ended).status).toBe(0)
  expect(done(tenants)).toBe(COUNT)
  expect((await recorded(dataDir, 1)).tenants.size).toBe(COUNT)
})
