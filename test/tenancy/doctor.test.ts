import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { examineFleet } from '../../src/tenancy/doctor/examine-fleet.ts'
import type { FindingCode } from '../../src/tenancy/doctor/finding.ts'
import { repair } from '../../src/tenancy/doctor/repair.ts'
import { OperationJournal } from '../../src/tenancy/operation-journal.ts'
import { newTenantId } from '../../src/tenancy/tenant.ts'
import { TestFleet, WORKER } from './harness.ts'

interface Options {
  readonly slugs?: readonly string[]
  readonly integrity?: boolean
}

function examine(fleet: TestFleet, { slugs = [], integrity = false }: Options = {}) {
  const { registry } = fleet.tenants
  return examineFleet({
    ...ownership(fleet),
    registry,
    workerUrl: WORKER,
    heldSince: null,
    integrity,
    slugs,
  })
}

function ownership(fleet: TestFleet) {
  const { directory, tenants, auth } = fleet
  return { directory, registry: tenants.registry, journal: new OperationJournal(auth.sql) }
}

async function repairAll(fleet: TestFleet): Promise<void> {
  const { lifeCycle } = fleet.tenants
  for (const finding of (await examine(fleet)).findings) {
    if (!finding.repair) continue
    const context = {
      ...ownership(fleet),
      lifeCycle,
      write: <T>(work: () => T) => fleet.auth.write(work),
      exclusively: fleet.tenants.exclusively.bind(fleet.tenants),
    }
    await repair(context, finding.repair)
  }
}

function change(path: string, sql: string): void {
  const database = new Database(path, { readwrite: true, create: false, strict: true })
  database.run(sql)
  database.run('PRAGMA journal_mode = DELETE; PRAGMA journal_mode = WAL')
  database.close(true)
}

/** All names and sizes below the data directory, auth.db's own apart. */
function inventory(fleet: TestFleet): string[] {
  const names = readdirSync(fleet.directory.path, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => !name.startsWith('auth.db')).toSorted()
}

interface Case {
  readonly what: string
  readonly spoil: (fleet: TestFleet, id: string) => unknown
  readonly found: FindingCode
  readonly detail: string
  /** Whether nothing is left to be found after the repair. */
  readonly repaired: boolean
}

const databaseOf = (fleet: TestFleet, id: string) => fleet.directory.database(id)

/** The name of an attachment. */
const CONTENT = 'a'.repeat(64)

const CASES: readonly Case[] = [
  {
    what: 'a directory that is gone',
    spoil: (fleet, id) => rmSync(fleet.directory.tenant(id), { recursive: true }),
    found: 'missing',
    detail: 'its directory is missing',
    repaired: false,
  },
  {
    what: 'a database that is gone',
    spoil: (fleet, id) => rmSync(databaseOf(fleet, id)),
    found: 'missing',
    detail: 'its database is missing',
    repaired: false,
  },
  {
    what: 'a log without its database',
    spoil: (fleet, id) => renameSync(databaseOf(fleet, id), `${databaseOf(fleet, id)}-wal`),
    found: 'missing',
    detail: 'its database is missing, the log of it is there',
    repaired: false,
  },
  {
    what: 'an archive that is gone',
    async spoil(fleet, id) {
      await fleet.tenants.lifeCycle.archive(id)
      rmSync(fleet.directory.archive(id))
    },
    found: 'missing',
    detail: 'its archive is missing',
    repaired: false,
  },
  {
    what: "somebody else's database",
    async spoil(fleet, id) {
      const other = await fleet.create('other')
      await fleet.restart()
      copyFileSync(databaseOf(fleet, other), databaseOf(fleet, id))
    },
    found: 'foreign',
    detail: 'the file belongs to',
    repaired: false,
  },
  {
    what: 'a table made by hand',
    spoil: (fleet, id) => change(databaseOf(fleet, id), 'CREATE TABLE mine (x)'),
    found: 'drift',
    detail: 'it has a foreign table mine',
    repaired: false,
  },
  {
    what: 'an index dropped by hand',
    spoil: (fleet, id) => change(databaseOf(fleet, id), 'DROP INDEX messages_room'),
    found: 'drift',
    detail: 'it lacks the index messages_room',
    repaired: false,
  },
  {
    what: 'a column added by hand',
    spoil: (fleet, id) => change(databaseOf(fleet, id), 'ALTER TABLE users ADD COLUMN mine'),
    found: 'drift',
    detail: 'it has a table users that is not ours',
    repaired: false,
  },
  {
    what: 'an upload without its content',
    spoil: (fleet, id) => {
      const row = `'f', NULL, 'x', 'text/plain', 1, '${CONTENT}', NULL, NULL, '2026-01-01 00:00:00', NULL`
      change(databaseOf(fleet, id), `INSERT INTO files VALUES (${row})`)
    },
    found: 'files-lost',
    detail: `the content of what was uploaded is missing: files/${CONTENT}`,
    repaired: false,
  },
  {
    what: 'a content that nothing refers to',
    spoil: (fleet, id) => writeFileSync(join(fleet.directory.files(id), CONTENT), 'x'),
    found: 'files-unknown',
    detail: `nothing refers to these attachments: files/${CONTENT}`,
    repaired: false,
  },
  {
    what: 'a file that is no database',
    spoil: (fleet, id) =>
      writeFileSync(databaseOf(fleet, id), 'not a database, but long enough'.repeat(99)),
    found: 'damaged',
    detail: '',
    repaired: false,
  },
  {
    what: 'a newer version',
    spoil: (fleet, id) => change(databaseOf(fleet, id), 'PRAGMA user_version = 999'),
    found: 'newer',
    detail: 'the file is at version 999',
    repaired: false,
  },
  {
    what: 'a history that is not ours',
    spoil: (fleet, id) =>
      change(databaseOf(fleet, id), `UPDATE schema_migrations SET fingerprint = 'x'`),
    found: 'history',
    detail: 'differ from those',
    repaired: false,
  },
  {
    what: 'a registry that has another version',
    spoil: (fleet, id) => fleet.auth.write(() => fleet.tenants.registry.setVersion(id, 1)),
    found: 'version',
    detail: 'the registry says version 1, the file is at',
    repaired: true,
  },
  {
    what: 'no directory for attachments',
    spoil: (fleet, id) => rmSync(join(fleet.directory.tenant(id), 'files'), { recursive: true }),
    found: 'files-missing',
    detail: 'the directory of its attachments is missing',
    repaired: true,
  },
  {
    what: 'a directory of nobody',
    async spoil({ directory, auth, tenants }) {
      const id = newTenantId()
      mkdirSync(directory.tenant(id), { recursive: true })
      tenants.engine.create(directory.database(id), id)
      await auth.write(() => undefined)
    },
    found: 'stray',
    detail: 'is the directory of a workspace that is not in the registry',
    repaired: true,
  },
  {
    what: 'a directory in the wrong place',
    spoil({ directory }, id) {
      const shard = id.startsWith('ab') ? 'cd' : 'ab'
      mkdirSync(join(directory.path, shard, id), { recursive: true })
    },
    found: 'stray',
    detail: 'is the directory of a workspace, in the wrong place',
    repaired: true,
  },
  {
    what: 'a half archive',
    spoil: (fleet, id) => writeFileSync(`${fleet.directory.archive(id)}.partial`, ''),
    found: 'stray',
    detail: 'is left of an operation that did not end',
    repaired: true,
  },
  {
    what: 'an archive of one that is not archived',
    spoil: (fleet, id) => writeFileSync(fleet.directory.archive(id), ''),
    found: 'stray',
    detail: 'is an archive of a workspace that is not archived',
    repaired: true,
  },
  {
    what: 'a half creation',
    spoil: ({ directory }) =>
      mkdirSync(join(directory.creating, newTenantId()), { recursive: true }),
    found: 'stray',
    detail: 'is left of a creation that did not end',
    repaired: true,
  },
  {
    what: 'a half purge',
    spoil: ({ directory }) => mkdirSync(join(directory.trash, newTenantId()), { recursive: true }),
    found: 'stray',
    detail: 'is left of a purge that did not end',
    repaired: true,
  },
  {
    what: 'what was kept of nobody',
    spoil: ({ directory }) =>
      mkdirSync(join(directory.path, '.kept', newTenantId()), { recursive: true }),
    found: 'stray',
    detail: 'was kept of a workspace that is not in the registry',
    repaired: true,
  },
  {
    what: 'a snapshot of nobody',
    spoil({ directory }) {
      const path = directory.snapshot(1, newTenantId())
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, '')
    },
    found: 'stray',
    detail: 'is a snapshot of a workspace that is not in the registry',
    repaired: true,
  },
  {
    what: 'an interrupted operation',
    spoil: (fleet, id) =>
      fleet.auth.sql
        .prepare(
          `INSERT INTO tenant_operations VALUES (?, 'archive', 'packing', '{}', '2020-01-01 00:00:00')`,
        )
        .run(id),
    found: 'interrupted',
    detail: 'an operation on it was interrupted: archive',
    repaired: true,
  },
]

test.each(CASES)('$what: $found', async ({ spoil, found, detail, repaired }) => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'a')
  // The doctor is a process of its own: here nobody may have the files open.
  await fleet.restart()
  await spoil(fleet, id)
  await fleet.restart()
  const before = inventory(fleet)

  const { findings } = await examine(fleet)

  expect(findings.map(({ code }) => code)).toEqual([found])
  expect(findings[0]?.detail).toContain(detail)
  expect(inventory(fleet)).toEqual(before)
  await repairAll(fleet)
  await fleet.restart()
  expect((await examine(fleet)).findings.map(({ code }) => code)).toEqual(repaired ? [] : [found])
  if (repaired) expect(await fleet.users(id)).toEqual(['a'])
})

test('a sound fleet in all states: nothing is found, and nothing is changed', async () => {
  await using fleet = new TestFleet()
  const { lifeCycle } = fleet.tenants
  const ids = await fleet.createMany(6)
  const [read = '', suspended = '', archived = '', deleted = '', behind = ''] = ids
  await lifeCycle.makeReadOnly(read)
  await lifeCycle.suspend(suspended, 'x')
  await lifeCycle.archive(archived)
  await lifeCycle.archive(deleted)
  await lifeCycle.delete(deleted, new Date())
  fleet.makeStale(behind)
  await fleet.auth.write(() =>
    fleet.tenants.registry.setVersion(behind, fleet.tenants.engine.latestVersion - 1),
  )
  await fleet.restart()
  const before = inventory(fleet)

  expect(await examine(fleet, { integrity: true })).toEqual({ workspaces: 6, findings: [] })
  expect(inventory(fleet)).toEqual(before)
})

test('a workspace in use is examined with what its log holds, and its log stays', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'a')
  const log = Bun.file(`${databaseOf(fleet, id)}-wal`).size

  expect((await examine(fleet, { integrity: true })).findings).toEqual([])

  expect(log).toBeGreaterThan(0)
  expect(Bun.file(`${databaseOf(fleet, id)}-wal`).size).toBe(log)
  await fleet.add(id, 'b')
  expect(await fleet.users(id)).toEqual(['a', 'b'])
})

test('damage inside and rows that refer to nothing are found by reading everything only', async () => {
  await using fleet = new TestFleet()
  const [dangling = '', damaged = ''] = await fleet.createMany(2)
  for (let number = 0; number < 500; number += 1) await fleet.add(damaged, `user ${number}`)
  await fleet.restart()
  const path = databaseOf(fleet, dangling)
  change(
    path,
    `PRAGMA foreign_keys = OFF; INSERT INTO room_members (room_id, user_id) VALUES (7, 'x')`,
  )
  const file = databaseOf(fleet, damaged)
  truncateSync(file, Bun.file(file).size - 8192)

  const quick = await examine(fleet)
  const thorough = await examine(fleet, { integrity: true })

  expect(quick.findings.map(({ code }) => code)).not.toContain('dangling')
  const found = thorough.findings.map(({ workspace, code }) => `${workspace} ${code}`)
  expect(new Set(found)).toEqual(new Set(['t1 dangling', 't2 damaged']))
})

test('only the workspaces that are named are looked at', async () => {
  await using fleet = new TestFleet()
  const [one = '', two = ''] = await fleet.createMany(2)
  await fleet.restart()
  for (const id of [one, two]) rmSync(databaseOf(fleet, id))
  mkdirSync(join(fleet.directory.creating, 'x'), { recursive: true })

  const { workspaces, findings } = await examine(fleet, { slugs: ['t2'] })

  expect([workspaces, findings.map(({ workspace }) => workspace)]).toEqual([1, ['t2']])
  expect(examine(fleet, { slugs: ['t3'] })).rejects.toThrow('there is no workspace t3')
})

test('what is under way is not taken for a leftover, and is not moved', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const made = newTenantId()
  const { registry } = fleet.tenants
  await fleet.auth.write(() =>
    registry.insert({ id: made, slug: 'made', name: 'made', schema_version: 1 }),
  )
  mkdirSync(join(fleet.directory.creating, made), { recursive: true })
  const journal = new OperationJournal(fleet.auth.sql)
  await fleet.auth.write(() => journal.begin(id, 'archive', 'packing'))
  writeFileSync(`${fleet.directory.archive(id)}.partial`, '')

  const { findings } = await examineFleet({
    ...ownership(fleet),
    workerUrl: WORKER,
    heldSince: '2020-01-01 00:00:00',
    integrity: false,
    slugs: [],
  })

  expect(findings).toEqual([])
  expect(existsSync(join(fleet.directory.creating, made))).toBe(true)
})

test('finds nothing wrong with a content that is on its way in or out', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.restart()
  writeFileSync(join(fleet.directory.files(id), CONTENT), 'x')
  change(databaseOf(fleet, id), `INSERT INTO unused_contents VALUES ('${CONTENT}')`)
  expect((await examine(fleet)).findings).toEqual([])
})
