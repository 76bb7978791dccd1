import { afterEach, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cleanUp, runScript, spawn, temporaryDirectory } from '../harness/process.ts'
import {
  LATEST,
  lockFileOf,
  makeStale,
  NEWEST,
  obstruct,
  recorded,
  registered,
  type StaleTenant,
  versionOf,
} from '../harness/stale-fleet.ts'

afterEach(cleanUp)

interface Report {
  readonly run: number
  readonly state: string
  readonly migrated: number
  readonly remaining: number
  readonly failed: readonly { readonly slug: string; readonly error: string }[]
}

async function migrateAll(dataDir: string, ...args: string[]) {
  const { status, stdout, stderr } = await runScript('migrate-all', [...args, '--json'], {
    dataDir,
  })
  return { status, stderr, report: JSON.parse(stdout === '' ? 'null' : stdout) as Report }
}

async function fleetOf(count: number): Promise<[string, StaleTenant[]]> {
  const dataDir = join(temporaryDirectory(), 'data')
  return [dataDir, await makeStale(dataDir, count)]
}

const at = (tenants: readonly StaleTenant[], version: number) =>
  tenants.filter((tenant) => versionOf(tenant) === version).map(({ slug }) => slug)

test('200 workspaces, some of which fail in the middle: the others are migrated, and all is recorded', async () => {
  const [dataDir, tenants] = await fleetOf(200)
  const bad = [tenants[60], tenants[61], tenants[140]] as StaleTenant[]
  const obstacles = bad.map(obstruct)

  const first = await migrateAll(dataDir)

  const slugs = bad.map(({ slug }) => slug).sort()
  expect(first).toMatchObject({ status: 1, report: { state: 'finished', migrated: 197 } })
  expect(first.report.failed.map(({ slug }) => slug).sort()).toEqual(slugs)
  expect(at(tenants, LATEST - 1).sort()).toEqual(slugs)
  const behind = (await registered(dataDir)).filter((one) => one.schema_version < LATEST)
  expect(behind.map(({ slug }) => slug).sort()).toEqual(slugs)
  const { run, tenants: rows } = await recorded(dataDir, first.report.run)
  expect(run).toMatchObject({ kind: 'migrate', state: 'finished', target_version: LATEST })
  expect(rows.size).toBe(200)
  expect(rows.get('t60')).toMatchObject({
    result: 'failed',
    error: expect.stringContaining(`${NEWEST} (up)`),
  })
  expect(rows.get('t0')).toMatchObject({
    result: 'migrated',
    from_version: LATEST - 1,
    to_version: LATEST,
    error: null,
    milliseconds: expect.any(Number),
  })

  const status = await runScript('migrate-status', [], { dataDir })
  expect(status.stdout).toMatch(new RegExp(`^${LATEST - 1} +3 +behind$`, 'm'))
  expect(status.stdout).toMatch(new RegExp(`^${LATEST} +197$`, 'm'))
  expect(status.stdout).toContain('3 failed')
  for (const slug of slugs) {
    expect(status.stdout).toMatch(new RegExp(`^ {2}failed: ${slug}: ${NEWEST}`, 'm'))
  }

  // A run that has nothing to do with them does not make them forgotten.
  await migrateAll(dataDir, '--only', 't0')
  await migrateAll(dataDir, '--only', 't0')
  const later = await runScript('migrate-status', [], { dataDir })
  expect(later.stdout.match(/^Run \d+/gm)).toEqual(['Run 3', 'Run 1'])
  expect(later.stdout.match(/^ {2}failed: .*\(run 1\)$/gm)).toHaveLength(3)

  for (const { mend } of obstacles) mend()
  expect(await migrateAll(dataDir)).toMatchObject({ status: 0, report: { migrated: 3 } })
  expect((await runScript('migrate-status', [], { dataDir })).stdout).not.toContain('  failed:')
  expect(at(tenants, LATEST)).toHaveLength(200)
  expect(await migrateAll(dataDir)).toMatchObject({ status: 0, report: { migrated: 0 } })
})

test('a canary goes first and waits for somebody to look; with --yes the same run goes on', async () => {
  const [dataDir, tenants] = await fleetOf(12)

  const { status, stdout } = await runScript('migrate-all', ['--canary', '3'], { dataDir })

  expect(status).toBe(3)
  expect(stdout).toContain('Run 1 is halted: 9 workspaces are left. Run migrate:all again with')
  // Those that were opened last.
  expect(at(tenants, LATEST)).toEqual(['t0', 't1', 't2'])
  expect((await runScript('migrate-status', [], { dataDir })).stdout).toContain(
    'halted: 3 migrated',
  )

  const again = await migrateAll(dataDir, '--yes')
  expect(again).toMatchObject({ status: 0, report: { run: 1, state: 'finished', migrated: 9 } })
  const { tenants: rows } = await recorded(dataDir, 1)
  expect([...rows.values()].every(({ result }) => result === 'migrated')).toBe(true)
  expect(rows.size).toBe(12)
})

test('a canary with --yes does not stop', async () => {
  const [dataDir, tenants] = await fleetOf(5)
  expect(await migrateAll(dataDir, '--canary', '2', '--yes')).toMatchObject({
    status: 0,
    report: { state: 'finished', migrated: 5 },
  })
  expect(at(tenants, LATEST)).toHaveLength(5)
})

test('so many failures halt the run, and nothing is claimed that was not begun', async () => {
  const [dataDir, tenants] = await fleetOf(30)
  const obstacles = tenants.slice(10, 13).map(obstruct)

  const args = ['--max-failures', '2', '--concurrency', '1']
  const { status, report } = await migrateAll(dataDir, ...args)

  expect({ status, report }).toMatchObject({
    status: 1,
    report: { state: 'halted', migrated: 10, remaining: 18 },
  })
  expect((await recorded(dataDir, report.run)).tenants.size).toBe(12)
  for (const { mend } of obstacles) mend()
  expect(await migrateAll(dataDir)).toMatchObject({
    status: 0,
    report: { run: report.run, migrated: 20 },
  })
})

test('only some, or all but some; a slug that nobody has stops everything', async () => {
  const [dataDir, tenants] = await fleetOf(6)

  expect(await migrateAll(dataDir, '--only', 't1,nobody')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('there is no workspace nobody'),
  })
  expect(at(tenants, LATEST)).toEqual([])
  await migrateAll(dataDir, '--only', 't1, t4')
  expect(at(tenants, LATEST)).toEqual(['t1', 't4'])
  await migrateAll(dataDir, '--except', 't2')
  expect(at(tenants, LATEST - 1)).toEqual(['t2'])
})

test('a dry run finds what would fail, changes no byte, and keeps nobody waiting', async () => {
  const [dataDir, tenants] = await fleetOf(40)
  const [bad, locked] = [tenants[7], tenants[8]] as [StaleTenant, StaleTenant]
  const { mend } = obstruct(bad)
  const before = contentsBelow(dataDir)
  // Somebody writes: whoever waited for the lock would wait for ever.
  const lock = lockFileOf(locked)

  const { status, stdout } = await runScript('migrate-all', ['--dry-run', '--json'], { dataDir })

  lock.release()
  expect(JSON.parse(stdout)).toMatchObject({
    dry_run: true,
    pending: 40,
    succeeded: 39,
    failed: [{ slug: 't7', error: expect.stringContaining(NEWEST) }],
    estimate_milliseconds: expect.any(Number),
  })
  expect(status).toBe(1)
  expect(contentsBelow(dataDir)).toEqual(before)
  mend()
  expect((await runScript('migrate-all', ['--dry-run'], { dataDir })).status).toBe(0)
  expect(at(tenants, LATEST)).toEqual([])
})

test('--snapshot keeps each workspace as it was, whatever the migration comes to', async () => {
  const [dataDir, tenants] = await fleetOf(5)
  const { mend } = obstruct(tenants[3] as StaleTenant)

  const first = await migrateAll(dataDir, '--snapshot')

  expect(first).toMatchObject({ status: 1, report: { migrated: 4 } })
  const kept = tenants.map(({ id }) => ({
    file: join(dataDir, '.snapshots', String(first.report.run), `${id}.db`),
  }))
  expect(kept.map(versionOf)).toEqual(tenants.map(() => LATEST - 1))
  mend()
  expect(await migrateAll(dataDir)).toMatchObject({ status: 0, report: { migrated: 1 } })
  expect(readdirSync(join(dataDir, '.snapshots'))).toEqual([String(first.report.run)])
})

test('a killed dry run leaves a copy of the auth database only until the next one', async () => {
  const [dataDir, tenants] = await fleetOf(300)
  const { child, ended } = spawn([process.execPath, 'scripts/migrate-all.ts', '--dry-run'], {
    dataDir,
  })
  while (!readdirSync(dataDir).includes('.rehearsal')) await Bun.sleep(1)
  child.kill('SIGKILL')
  await ended

  await runScript('migrate-all', ['--dry-run', '--only', 't0'], { dataDir })

  expect(readdirSync(dataDir)).not.toContain('.rehearsal')
  expect(at(tenants, LATEST)).toEqual([])
})

test('without a terminal progress is plain lines, and with --json there are none', async () => {
  const [dataDir] = await fleetOf(20)
  const { stderr } = await runScript('migrate-all', ['--only', 't0,t1,t2,t3'], { dataDir })
  expect(stderr).toMatch(/^4 of 4, 0 failed, \d+\/s, 0 s left, t\d$/m)
  expect(stderr).not.toContain('\x1b')
  expect((await migrateAll(dataDir)).stderr).toBe('')
})

test.each([
  ['--concurrency', '0'],
  ['--concurrency', 'many'],
  ['--canary', '-1'],
  ['--max-failures', '0.5'],
  ['--only', ','],
])('%s=%s is refused', async (name, value) => {
  const dataDir = join(temporaryDirectory(), 'data')
  const { status, stderr } = await runScript('migrate-all', [`${name}=${value}`], { dataDir })
  expect({ status, stderr }).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^migrate:all: /),
  })
})

/** What lies below a directory, locks and the log's index aside. */
function contentsBelow(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(directory, name)).isFile())
    .filter((name) => !/-(?:wal|shm)$/.test(name))
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(directory, name)))
        .digest('hex'),
    ]),
  )
}
