import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import {
  cleanUp,
  eventually,
  runScript,
  spawn,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'
import {
  execute,
  LATEST,
  lockFileOf,
  makeStale,
  recorded,
  registered,
  type StaleTenant,
  versionOf,
} from '../harness/stale-fleet.ts'

afterEach(cleanUp)

async function fleetOf(count: number): Promise<[string, StaleTenant[]]> {
  const dataDir = join(temporaryDirectory(), 'data')
  return [dataDir, await makeStale(dataDir, count)]
}

async function rollBack(dataDir: string, ...args: string[]) {
  const { status, stdout, stderr } = await runScript(
    'migrate-rollback',
    [...args, '--yes', '--json'],
    { dataDir },
  )
  return { status, stderr, report: JSON.parse(stdout === '' ? 'null' : stdout) as unknown }
}

const at = (tenants: readonly StaleTenant[], version: number) =>
  tenants.filter((tenant) => versionOf(tenant) === version).map(({ slug }) => slug)

test('undoes exactly what one run has changed, and says what it left alone', async () => {
  const [dataDir, tenants] = await fleetOf(8)
  await runScript('migrate-all', ['--only', 't0,t1,t2,t3'], { dataDir })
  await runScript('migrate-all', [], { dataDir })
  // Somebody has taken this one back on their own, and that one forth again.
  await runScript('db-rollback', ['t1', '--yes'], { dataDir })

  const { status, report } = await rollBack(dataDir, '--run', '1')

  expect({ status, report }).toMatchObject({
    status: 0,
    report: {
      run: 3,
      state: 'finished',
      changed: 3,
      skipped: [{ slug: 't1', reason: `it is at version ${LATEST - 1}, not at ${LATEST}` }],
      failed: [],
    },
  })
  expect(at(tenants, LATEST - 1)).toEqual(['t0', 't1', 't2', 't3'])
  const behind = (await registered(dataDir)).filter((one) => one.schema_version < LATEST)
  expect(behind.map(({ slug }) => slug).sort()).toEqual(['t0', 't1', 't2', 't3'])
  const { run, tenants: rows } = await recorded(dataDir, 3)
  expect(run).toMatchObject({ kind: 'rollback', undoes: 1, state: 'finished' })
  expect(rows.get('t0')).toMatchObject({
    result: 'rolled_back',
    from_version: LATEST,
    to_version: LATEST - 1,
  })
  // What was undone is not what a later run goes on with.
  await runScript('migrate-all', ['--only', 't0,t1,t2,t3'], { dataDir })
  expect((await recorded(dataDir, 4)).tenants.size).toBe(4)
  expect(at(tenants, LATEST)).toHaveLength(8)
})

test('a halted run that was undone is not gone on with', async () => {
  const [dataDir, tenants] = await fleetOf(6)
  await runScript('migrate-all', ['--canary', '2'], { dataDir })
  expect(at(tenants, LATEST)).toEqual(['t0', 't1'])
  expect((await rollBack(dataDir, '--run', '1')).status).toBe(0)
  expect(at(tenants, LATEST)).toEqual([])
  const { stdout } = await runScript('migrate-all', ['--json'], { dataDir })
  expect(JSON.parse(stdout)).toMatchObject({ run: 3, migrated: 6 })
})

test('killed in the middle, a rollback goes on where it was', async () => {
  const [dataDir, tenants] = await fleetOf(60)
  await runScript('migrate-all', [], { dataDir })
  const lock = lockFileOf(tenants.toSorted((a, b) => (a.id < b.id ? -1 : 1))[30] as StaleTenant)
  const { child, ended } = spawn(
    [process.execPath, 'scripts/migrate-rollback.ts', '--run', '1', '--yes', '--concurrency', '1'],
    { dataDir },
  )
  await eventually(() => (at(tenants, LATEST - 1).length >= 30 ? true : undefined))
  child.kill('SIGKILL')
  await ended
  lock.release()

  const { status, report } = await rollBack(dataDir, '--run', '1')

  expect({ status, report }).toMatchObject({
    status: 0,
    report: { run: 2, failed: [], skipped: [] },
  })
  expect(at(tenants, LATEST - 1)).toHaveLength(60)
  const { tenants: rows } = await recorded(dataDir, 2)
  expect([...rows.values()].filter(({ result }) => result === 'rolled_back')).toHaveLength(60)
})

test('the whole fleet goes back by so many steps', async () => {
  const [dataDir, tenants] = await fleetOf(5)
  await runScript('migrate-all', ['--except', 't3'], { dataDir })

  expect(await rollBack(dataDir, '--steps', '1')).toMatchObject({
    status: 0,
    report: { changed: 4, skipped: [], failed: [] },
  })
  expect(at(tenants, LATEST - 1)).toHaveLength(5)
})

test('puts snapshots back where nothing was written since; elsewhere only when told to discard it', async () => {
  const [dataDir, tenants] = await fleetOf(4)
  await runScript('migrate-all', ['--snapshot'], { dataDir })
  const written = tenants[2] as StaleTenant
  execute(written.file, "INSERT INTO users (id, name) VALUES ('late', 'Late')")

  const first = await rollBack(dataDir, '--run', '1', '--from-snapshots')

  expect(first).toMatchObject({
    status: 1,
    report: {
      changed: 3,
      failed: [{ slug: 't2', error: expect.stringContaining('was written since') }],
    },
  })
  expect(at(tenants, LATEST)).toEqual(['t2'])
  const again = await rollBack(dataDir, '--run', '1', '--from-snapshots', '--discard-writes')
  expect(again).toMatchObject({ status: 0, report: { run: 3, changed: 1 } })
  expect(at(tenants, LATEST - 1)).toHaveLength(4)
  const replaced = { file: join(dataDir, '.snapshots', '3', `${written.id}.db`) }
  expect(versionOf(replaced)).toBe(LATEST)
  expect((await registered(dataDir)).every((one) => one.schema_version === LATEST - 1)).toBe(true)
})

test('a run without snapshots has none to put back', async () => {
  const [dataDir, tenants] = await fleetOf(2)
  await runScript('migrate-all', [], { dataDir })
  expect(await rollBack(dataDir, '--run', '1', '--from-snapshots')).toMatchObject({
    status: 1,
    report: { changed: 0, failed: [{ error: 'no snapshot of it was kept' }, {}] },
  })
  expect(at(tenants, LATEST)).toHaveLength(2)
})

test('asks first, and cannot be asked for nothing or for what is not there', async () => {
  const [dataDir, tenants] = await fleetOf(2)
  await runScript('migrate-all', [], { dataDir })

  const refused = async (...args: string[]) => {
    const { status, stderr } = await runScript('migrate-rollback', args, { dataDir })
    return `${status} ${stderr.split('\n')[0]}`
  }
  expect(await refused('--run', '1')).toMatch(/^2 .*not done: confirm on a terminal, or pass --yes/)
  expect(await refused('--yes')).toMatch(/^2 .*either --run or --steps/)
  expect(await refused('--run', '1', '--steps', '1', '--yes')).toMatch(/^2 .*either/)
  expect(await refused('--run', '1', '--discard-writes', '--yes')).toMatch(/^2 .*needs --from/)
  expect(await refused('--steps', '1', '--from-snapshots', '--yes')).toMatch(/^2 .*needs --run/)
  expect(await refused('--run', '9', '--yes')).toBe('1 migrate:rollback: there is no run 9')
  expect(await refused('--steps', String(LATEST), '--yes')).toMatch(/^2 .*must leave a version/)
  expect(at(tenants, LATEST)).toHaveLength(2)
})

test('a server that would migrate them again has to be stopped first', async () => {
  const [dataDir, tenants] = await fleetOf(2)
  await runScript('migrate-all', [], { dataDir })
  const server = await startServerProcess({ dataDir })

  expect(await rollBack(dataDir, '--run', '1')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/in use by a server \(process \d+\): stop it/),
  })
  expect(at(tenants, LATEST)).toHaveLength(2)
  await server.stop()
  expect((await rollBack(dataDir, '--run', '1')).status).toBe(0)
})
