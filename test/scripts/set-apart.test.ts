import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { OperationJournal } from '../../src/tenancy/operation-journal.ts'
import { cleanUp, runScript, temporaryDirectory } from '../harness/process.ts'
import { LATEST, makeStale, type StaleTenant, versionOf, withAuth } from '../harness/stale-fleet.ts'

afterEach(cleanUp)

/** Three that are behind, of which one is archived and one deleted, as far as the registry knows. */
async function fleet(): Promise<[string, [StaleTenant, StaleTenant, StaleTenant]]> {
  const dataDir = join(temporaryDirectory(), 'data')
  const tenants = (await makeStale(dataDir, 3)) as [StaleTenant, StaleTenant, StaleTenant]
  await withAuth(dataDir, (database, registry) =>
    database.write(() => {
      registry.setState(tenants[1].id, 'archived')
      registry.setState(tenants[2].id, 'deleting')
    }),
  )
  return [dataDir, tenants]
}

test('migrate:status counts those apart that have no file to migrate', async () => {
  const [dataDir] = await fleet()
  const { stdout } = await runScript('migrate-status', ['--json'], { dataDir })
  expect(JSON.parse(stdout).workspaces).toEqual({
    latest: LATEST,
    versions: [{ schema_version: LATEST - 1, tenants: 1 }],
    apart: [
      { state: 'archived', tenants: 1 },
      { state: 'deleting', tenants: 1 },
    ],
  })
  const shown = await runScript('migrate-status', [], { dataDir })
  expect(shown.stdout).toContain('1 archived: to be migrated when they are used again.')
})

test('db:rollback leaves alone what is not in use, or is being worked on', async () => {
  const [dataDir, [used, archived]] = await fleet()
  expect(await runScript('db-rollback', ['t1', '--yes'], { dataDir })).toMatchObject({
    status: 1,
    stderr: 'db:rollback: t1 cannot be rolled back: it is archived\n',
  })
  await withAuth(dataDir, (database) =>
    database.write(() => new OperationJournal(database.sql).begin(used.id, 'export', 'copying')),
  )
  expect(await runScript('db-rollback', ['t0', '--yes'], { dataDir })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('an operation on it is under way: export'),
  })
  expect([used, archived].map(versionOf)).toEqual([LATEST - 1, LATEST - 1])
})
