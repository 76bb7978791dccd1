import { afterEach, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '../../src/database/connection.ts'
import { cleanUp, spawn, temporaryDirectory } from '../harness/process.ts'
import {
  execute,
  LATEST,
  makeStale,
  recorded,
  registered,
  versionOf,
} from '../harness/stale-fleet.ts'

const PROGRAM = 'test/power-loss/programs/migrate-fleet.ts'
const MIGRATING = join(import.meta.dir, 'fixtures/kill-in-batch-worker.ts')

afterEach(cleanUp)

function migrate(directory: string, killAt: string) {
  const env = { KILL_AT: killAt }
  return spawn([process.execPath, PROGRAM, directory, MIGRATING], { env }).ended
}

test.each([
  'held',
  'names synced',
  'migrated',
  'logs synced',
  'recorded',
  'copied',
  'files synced',
  'closed',
])('a batch that is killed when its files are "%s" is gone on with', async (point) => {
  const directory = temporaryDirectory()
  const tenants = await makeStale(directory, 3)
  for (const { file } of tenants) execute(file, "INSERT INTO users (id) VALUES ('ada')")

  expect(await migrate(directory, point)).toMatchObject({ signal: 'SIGKILL', stderr: '' })
  const known = (await registered(directory)).map(({ schema_version }) => schema_version)
  const isRecorded = ['recorded', 'copied', 'files synced', 'closed'].includes(point)
  expect(known).toEqual(tenants.map(() => (isRecorded ? LATEST : LATEST - 1)))

  expect(await migrate(directory, 'never')).toMatchObject({ status: 0, stderr: '' })
  const { run, tenants: rows } = await recorded(directory, 1)
  expect(run).toMatchObject({ state: 'finished' })
  expect([...rows.values()]).toEqual(
    tenants.map(() =>
      expect.objectContaining({
        result: 'migrated',
        from_version: LATEST - 1,
        to_version: LATEST,
      }),
    ),
  )
  for (const tenant of tenants) {
    expect(versionOf(tenant)).toBe(LATEST)
    const connection = new Connection(tenant.file)
    expect(connection.query('SELECT id FROM users', []).rows).toEqual([{ id: 'ada' }])
    expect(connection.query('PRAGMA integrity_check', []).rows).toEqual([{ integrity_check: 'ok' }])
    connection.close()
  }
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  expect(names.filter((name) => /workspace\.db-/.test(name))).toEqual([])
})
