import { Database } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { CompiledQuery } from 'kysely'
import {
  CannotOpen,
  DatabaseCorrupt,
  DatabaseMissing,
  ForeignDatabase,
} from '../../src/database/errors.ts'
import { APPLICATION_ID } from '../../src/database/schema-state.ts'
import { assertSqliteVersion, sqliteVersion } from '../../src/database/sqlite-version.ts'
import { openBelow } from '../harness/left-behind.ts'
import { scratch } from './scratch.ts'

const here = scratch()

/** As any other program would do it. */
function runIn(path: string, sql: string): void {
  const database = new Database(path)
  database.run(sql)
  database.close(true)
}

describe('what cannot be opened is named', () => {
  /** Each makes something at the database's path. */
  const cases: [string, new (message: string) => Error, () => void][] = [
    ['nothing at all', DatabaseMissing, () => undefined],
    ['a directory', CannotOpen, () => mkdirSync(here.path())],
    ['a link to nowhere', DatabaseMissing, () => symlinkSync('nowhere', here.path())],
    ['an empty file', ForeignDatabase, () => writeFileSync(here.path(), '')],
    ['a text', DatabaseCorrupt, () => writeFileSync(here.path(), 'Dear diary, '.repeat(1000))],
    [
      'a database whose header is zeroed',
      DatabaseCorrupt,
      () => {
        const bytes = readFileSync(here.create())
        writeFileSync(here.path(), bytes.fill(0, 0, 100))
      },
    ],
    ['half a database', DatabaseCorrupt, () => truncateSync(here.create(), 4096 + 100)],
    ['the first page of a database', DatabaseCorrupt, () => truncateSync(here.create(), 4096)],
    ['some bytes of a database', DatabaseCorrupt, () => truncateSync(here.create(), 50)],
    [
      "another program's database",
      ForeignDatabase,
      () => runIn(here.path(), 'CREATE TABLE moz_places (id)'),
    ],
    [
      'a database that only looks like ours',
      ForeignDatabase,
      () =>
        runIn(
          here.path(),
          "CREATE TABLE schema_identity (owner); INSERT INTO schema_identity VALUES ('owner'); CREATE TABLE schema_migrations (version, fingerprint, readable_from, writable_from)",
        ),
    ],
    [
      'a database whose tables have our names, but other columns',
      ForeignDatabase,
      () =>
        runIn(
          here.path(),
          'CREATE TABLE schema_identity (id); CREATE TABLE schema_migrations (version)',
        ),
    ],
    [
      'a database that was stamped by another program',
      ForeignDatabase,
      () => runIn(here.create(), 'PRAGMA application_id = 1'),
    ],
    [
      'a database of nobody',
      ForeignDatabase,
      () => runIn(here.create(), 'DELETE FROM schema_identity'),
    ],
    ["somebody else's database", ForeignDatabase, () => here.create('notes.db', 'somebody else')],
  ]

  test.each(cases)('%s', (_, error, make) => {
    make()
    const open = () => here.openExisting({ owner: 'owner' })
    const existed = existsSync(here.path())
    expect(open).toThrow(error)
    expect(open).toThrow(error)
    expect(openBelow(here.directory)).toEqual([])
    expect(existsSync(here.path())).toBe(existed)
  })
})

// Root may read anything.
test.skipIf(process.getuid?.() === 0)('a file that may not be read is named', () => {
  chmodSync(here.create(), 0)
  expect(() => here.openExisting()).toThrow(CannotOpen)
})

test('without an owner anybody’s database is opened', () => {
  here.create('notes.db', 'somebody else')
  expect(here.openExisting().health().ok).toBe(true)
})

test('the error about the owner names both', () => {
  here.create('notes.db', 'somebody else')
  const open = () => here.openExisting({ owner: 'me' })
  expect(open).toThrow(/somebody else.* me/)
})

describe('a new file', () => {
  test('has what is fixed at creation', () => {
    const db = here.open()
    const pragma = (name: string) => Object.values(db.sql.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    expect(pragma('page_size')).toBe(2048)
    expect(pragma('auto_vacuum')).toBe(2)
    expect(pragma('journal_mode')).toBe('wal')
    expect(pragma('application_id')).toBe(APPLICATION_ID)
    expect(pragma('user_version')).toBe(1)
    expect(pragma('encoding')).toBe('UTF-8')
  })

  test('is in WAL mode before anybody opens it', () => {
    const bytes = readFileSync(here.create())
    expect([bytes[18], bytes[19]]).toEqual([2, 2])
  })

  test('is sound from end to end', () => {
    expect(here.open().health({ full: true })).toEqual({
      ok: true,
      problems: [],
      version: 1,
      latestVersion: 1,
    })
  })

  test('never takes the place of another', () => {
    const db = here.open()
    db.add('a')
    expect(() => here.create()).toThrow(CannotOpen)
    expect(db.texts()).toEqual(['a'])
  })

  test('is not put beside the log of another, whose rows it would take over', () => {
    const log = `${here.path()}-wal`
    writeFileSync(log, 'frames of a database that was here')
    expect(() => here.create()).toThrow(CannotOpen)
    expect(existsSync(here.path())).toBe(false)
    expect(readFileSync(log, 'utf8')).toBe('frames of a database that was here')
  })

  test('in a directory that is missing is refused', () => {
    expect(() => here.create('missing/notes.db')).toThrow(CannotOpen)
  })
})

const PRAGMAS = [
  'foreign_keys',
  'synchronous',
  'busy_timeout',
  'journal_size_limit',
  'secure_delete',
]

describe('each connection', () => {
  test.each([
    ['normal', 1],
    ['full', 2],
    [undefined, 1],
  ] as const)('with durability %s', async (durability, synchronous) => {
    const db = here.open({ durability, busyTimeout: 123 })
    const kysely = await db.connection().execute(async (connection) => {
      const rows: unknown[] = []
      for (const name of PRAGMAS) {
        const { rows: found } = await connection.executeQuery(CompiledQuery.raw(`PRAGMA ${name}`))
        rows.push(Object.values(found[0] as object)[0])
      }
      return rows
    })
    const models = PRAGMAS.map(
      (name) => Object.values(db.sql.prepare(`PRAGMA ${name}`).get() ?? {})[0],
    )
    expect(models).toEqual([1, synchronous, 123, 4_194_304, 1])
    // What Kysely commits is synced off the event loop, so its own connection is at NORMAL.
    expect(kysely).toEqual([1, 1, 123, 4_194_304, 1])
  })
})

test.each(['normal', 'full'] as const)(
  'a file that left WAL mode, as a copy does, is brought back to it (durability %s)',
  async (durability) => {
    here.create()
    runIn(here.path(), `VACUUM INTO '${here.path('copy.db')}'`)
    const db = here.openExisting({ path: here.path('copy.db'), durability })
    const reader = here.openExisting({ path: here.path('copy.db') })
    await reader.connection().execute(async (connection) => {
      await connection.executeQuery(CompiledQuery.raw('BEGIN'))
      await connection.selectFrom('notes').selectAll().execute()
      await db.write(() => db.add('a'))
    })
    expect(reader.texts()).toEqual(['a'])
  },
)

test('SQLite is new enough, and an older one is told what to do', () => {
  expect(() => assertSqliteVersion()).not.toThrow()
  expect(sqliteVersion()).toMatch(/^\d+\.\d+\.\d+$/)
  for (const version of ['3.51.3', '3.52.0', '3.100.0', '4.0.0']) {
    expect(() => assertSqliteVersion(version)).not.toThrow()
  }
  for (const version of ['3.51.2', '3.9.9', '2.8.17']) {
    expect(() => assertSqliteVersion(version)).toThrow(
      `SQLite ${version} can corrupt a WAL database; 3.51.3 or newer is needed: upgrade Bun`,
    )
  }
})
