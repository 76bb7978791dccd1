import { expect, test } from 'bun:test'
import {
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
} from 'node:fs'
import { Connection } from '../../src/database/connection.ts'
import {
  CannotOpen,
  DatabaseCorrupt,
  DatabaseMissing,
  ForeignDatabase,
  MigrationHistoryChanged,
  NewerSchema,
} from '../../src/database/errors.ts'
import { eventually, failure, TestFleet } from './harness.ts'

function execute(path: string, sql: string): void {
  const connection = new Connection(path)
  connection.execute(sql)
  connection.close()
}

function replaceByDirectory(path: string): void {
  unlinkSync(path)
  mkdirSync(path)
}

const NEWER = `INSERT INTO schema_migrations (version, name, checksum, fingerprint, readable_from, writable_from)
  VALUES (999, '0999-later', 'c', 'f', 999, 999); PRAGMA user_version = 999`

/** What becomes of a file, and the error that its tenant answers with then. */
const cases = {
  corrupt: [DatabaseCorrupt, (path: string) => Bun.write(path, 'no database'.repeat(1_000))],
  truncated: [DatabaseCorrupt, (path: string) => truncateSync(path, 5_000)],
  missing: [DatabaseMissing, unlinkSync],
  'a directory': [CannotOpen, replaceByDirectory],
  newer: [NewerSchema, (path: string) => execute(path, NEWER)],
  edited: [
    MigrationHistoryChanged,
    (path: string) => execute(path, `UPDATE schema_migrations SET fingerprint = 'other'`),
  ],
  empty: [ForeignDatabase, (path: string) => truncateSync(path, 0)],
  "another program's": [
    ForeignDatabase,
    (path: string) => execute(path, 'PRAGMA application_id = 7'),
  ],
  "another tenant's": [
    ForeignDatabase,
    (path: string) => execute(path, `UPDATE schema_identity SET owner = 'somebody'`),
  ],
} as const

for (const tenants of [1, 2, 100]) {
  for (const [what, [expected, harm]] of Object.entries(cases)) {
    test(`a file that is ${what} hurts only its tenant, at pool size ${tenants}`, async () => {
      await using fleet = new TestFleet({ tenants })
      const [bad, good] = (await fleet.createMany(2)) as [string, string]
      await fleet.add(bad, 'kept')
      await fleet.pool.evict(bad)
      const path = fleet.directory.database(bad)
      copyFileSync(path, `${path}.copy`)
      await harm(path)
      for (let turn = 0; turn < 3; turn += 1) {
        const uses = [
          fleet.users(bad),
          fleet.add(bad, 'x'),
          fleet.pool.lease({ id: bad }, async (db) => db.version),
        ].map(failure)
        await fleet.add(good, `u${turn}`)
        for (const error of await Promise.all(uses)) {
          expect(error).toBeInstanceOf(expected)
          expect(String(error)).not.toContain(fleet.directory.path)
        }
        expect(await fleet.users(good)).toHaveLength(turn + 1)
      }
      rmSync(path, { recursive: true, force: true })
      renameSync(`${path}.copy`, path)
      await fleet.pool.evict(bad)
      expect(await fleet.users(bad)).toEqual(['kept'])
    })
  }
}

test('a tenant heals by itself a moment after its file was put back', async () => {
  await using fleet = new TestFleet({ timings: { patience: 100 } })
  const id = await fleet.create('acme')
  const path = fleet.directory.database(id)
  renameSync(path, `${path}.away`)
  expect(await failure(fleet.users(id))).toBeInstanceOf(DatabaseMissing)
  renameSync(`${path}.away`, path)
  expect(await eventually(() => fleet.users(id))).toEqual([])
})

test('the files of two tenants that were swapped are refused for both', async () => {
  await using fleet = new TestFleet()
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  const [pathA, pathB] = [a, b].map((id) => fleet.directory.database(id)) as [string, string]
  renameSync(pathA, `${pathA}.away`)
  renameSync(pathB, pathA)
  renameSync(`${pathA}.away`, pathB)
  expect(await failure(fleet.users(a))).toBeInstanceOf(ForeignDatabase)
  expect(await failure(fleet.users(b))).toBeInstanceOf(ForeignDatabase)
})

test('a write to a file that was deleted under it fails, and so does the next use', async () => {
  await using fleet = new TestFleet()
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  await fleet.add(a, 'u')
  rmSync(fleet.directory.tenant(a), { recursive: true })
  expect(await failure(fleet.add(a, 'v'))).toBeInstanceOf(DatabaseMissing)
  expect(await failure(fleet.users(a))).toBeInstanceOf(DatabaseMissing)
  await fleet.add(b, 'u')
  expect(fleet.descriptors.filter((path) => path.includes(a))).toEqual([])
})

test('a tenant whose directory cannot be looked into any more makes room all the same', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const [a, b] = (await fleet.createMany(2)) as [string, string]
  await fleet.add(a, 'u')
  const directory = fleet.directory.tenant(a)
  renameSync(directory, `${directory}.away`)
  // Every stat(2) below it fails with ELOOP.
  symlinkSync(directory, directory)
  expect(await fleet.users(b)).toEqual([])
  expect(fleet.descriptors.filter((path) => path.includes(a))).toEqual([])
  unlinkSync(directory)
})
