import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import {
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { writeManifest } from '../../../src/tenancy/backups/manifest.ts'
import { packFile } from '../../../src/tenancy/backups/pack.ts'
import { BackedUpFleet, damage } from './harness.ts'

/** A fleet of two with one backup, its newest state in `file`. */
async function prepared() {
  const fleet = new BackedUpFleet()
  const [id, other] = (await fleet.createMany(2)) as [string, string]
  writeFileSync(join(fleet.directory.tenant(id), 'files', 'picture'), 'a picture')
  for (const tenant of [id, other]) await fleet.add(tenant, 'a')
  const backup = (await fleet.backUp()).id
  const entry = fleet.entry(backup, id)
  const file = fleet.place(entry.database)
  const otherFile = fleet.place(fleet.entry(backup, other).database)
  return {
    fleet,
    id,
    backup,
    entry,
    file,
    otherFile,
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  }
}

test('sound backups are found sound, all of them or a sample', async () => {
  await using setUp = await prepared()
  const { fleet, backup } = setUp
  await fleet.backUp()
  expect(await fleet.verify()).toMatchObject({ restored: 4, bad: [] })
  expect(await fleet.verify({ backup, sample: 1 })).toEqual({
    backups: [backup],
    restored: 2,
    bad: [],
  })
})

const DAMAGES: readonly (readonly [
  string,
  (setUp: Awaited<ReturnType<typeof prepared>>) => void,
])[] = [
  ['a flipped bit', ({ file }) => damage(file)],
  ['a cut end', ({ file }) => truncateSync(file, readFileSync(file).length - 100)],
  ['an empty file', ({ file }) => truncateSync(file, 0)],
  ['a missing file', ({ file }) => rmSync(file)],
  ['the file of another workspace', ({ file, otherFile }) => copyFileSync(otherFile, file)],
  [
    'a damaged attachment',
    ({ fleet, backup, id }) => {
      const path = join(fleet.backups.run(backup), id.slice(0, 2), `${id}.files`)
      const [name = ''] = [...new Bun.Glob('*').scanSync(path)]
      damage(join(path, name))
    },
  ],
]

test.each(DAMAGES)('%s is found, and named in one line', async (_, harm) => {
  await using setUp = await prepared()
  const { fleet, backup } = setUp
  harm(setUp)
  const { bad } = await fleet.verify()
  expect(bad).toEqual([{ backup, workspace: 't1', problem: expect.stringMatching(/^[^\n]+$/) }])
})

test('of what is not in the sample, too, it is seen whether it is there', async () => {
  await using setUp = await prepared()
  const { fleet, file, otherFile } = setUp
  for (const path of [file, otherFile]) truncateSync(path, 10)
  expect((await fleet.verify({ sample: 1 })).bad).toHaveLength(2)
})

test('a damaged, a foreign and a missing manifest are found', async () => {
  await using setUp = await prepared()
  const { fleet, backup } = setUp
  const later = [await fleet.backUp(), await fleet.backUp(), await fleet.backUp()].map(
    ({ id }) => id,
  )
  const [second, third, fourth] = later as [string, string, string]
  copyFileSync(fleet.backups.manifest(backup), fleet.backups.manifest(second))
  damage(fleet.backups.manifest(third))
  rmSync(fleet.backups.manifest(fourth))
  const report = await fleet.verify()
  expect(report.backups).toEqual([backup])
  expect(report.bad.map((one) => [one.backup, one.workspace])).toEqual(
    [second, third, fourth].map((id) => [id, null]),
  )
})

test('a damaged auth database is found', async () => {
  await using setUp = await prepared()
  const { fleet, backup } = setUp
  damage(fleet.place(fleet.manifest(backup).registry))
  expect((await fleet.verify()).bad).toMatchObject([{ backup, workspace: null }])
})

/** Whoever can write to the directory can make every checksum fit. */
test.each([
  ['DELETE FROM schema_identity', /belongs to|not a Conclave/],
  [`UPDATE schema_identity SET owner = 'somebody else'`, /belongs to/],
  ['CREATE TRIGGER t AFTER INSERT ON users BEGIN DELETE FROM rooms; END', /foreign trigger/],
  ['PRAGMA user_version = 1', /not ours|lacks|foreign|differ/],
  ['PRAGMA application_id = 1', /not a Conclave/],
  [
    `PRAGMA foreign_keys = OFF; INSERT INTO room_members (room_id, user_id) VALUES (99, 'nobody')`,
    /not there/,
  ],
])('with all checksums right, the content is looked at: %s', async (sql, problem) => {
  await using setUp = await prepared()
  const { fleet, backup, entry, file, id } = setUp
  const path = join(fleet.backups.path, 'changed.db')
  await fleet.pool.evict(id)
  copyFileSync(fleet.directory.database(id), path)
  const db = new Database(path, { readwrite: true, create: false, strict: true })
  db.run('PRAGMA journal_mode = DELETE')
  db.run(sql)
  db.close(true)
  rmSync(file)
  const packed = { ...entry.database, ...(await packFile(path, file)) }
  const manifest = fleet.manifest(backup)
  renameSync(fleet.backups.manifest(backup), `${path}.old`)
  writeManifest(fleet.backups.manifest(backup), {
    ...manifest,
    workspaces: manifest.workspaces.map((one) =>
      one.id === id ? { ...one, database: packed } : one,
    ),
  })
  expect((await fleet.verify()).bad).toEqual([
    { backup, workspace: 't1', problem: expect.stringMatching(problem) },
  ])
})
