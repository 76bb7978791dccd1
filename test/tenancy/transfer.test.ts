import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseQuery } from '../../src/models/search/parse-query.ts'
import { ImportNotPossible, WrongState } from '../../src/tenancy/errors.ts'
import { failure, TestFleet } from './harness.ts'

let fleet: TestFleet
let source: string
let outside: string
let exported: string

beforeAll(async () => {
  fleet = new TestFleet()
  outside = mkdtempSync(join(tmpdir(), 'conclave-transfer-'))
  source = await fleet.create('acme')
  await fleet.pool.write({ id: source }, (db) => {
    db.users.create({ id: 'ada', auth_id: 'person-1', name: 'Ada', email: 'ada@acme.test' })
    db.sql.prepare('UPDATE users SET password_hash = ?').run('argon2-of-ada')
    const room = db.rooms.create({ name: 'General', type: 'group', created_by: 'ada' })
    db.roomMembers.addMember(room.id, 'ada', 'admin')
    db.messages.create({ room_id: room.id, user_id: 'ada', content: 'Hello' })
  })
  const files = join(fleet.directory.tenant(source), 'files')
  writeFileSync(join(files, 'empty'), '')
  writeFileSync(join(files, 'large.bin'), Buffer.alloc(2_500_000, 'conclave'))
  exported = join(mkdtempSync(join(outside, 'export-')), 'acme.db')
  await fleet.tenants.lifeCycle.export(source, { file: exported })
})
afterAll(async () => {
  await fleet[Symbol.asyncDispose]()
  rmSync(outside, { recursive: true })
})

async function importFrom(file: string, slug: string): Promise<string> {
  const fill = fleet.tenants.lifeCycle.importing(file)
  return fleet.tenants.create({ slug, name: slug }, ({ id }) => id, { fill })
}

function messagesOf(id: string): Promise<unknown> {
  return fleet.pool.read({ id }, (db) =>
    db.messages.findByRoomWithUsers(1, 10, 0).map(({ name, content }) => ({ name, content })),
  )
}

/** What `sqlite_schema` holds, and the settings that a file keeps. */
function formOf(id: string): Promise<unknown> {
  return fleet.pool.read({ id }, (db) => [
    db.sql.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all(),
    db.sql.prepare('SELECT * FROM pragma_page_size, pragma_auto_vacuum, pragma_user_version').all(),
  ])
}

describe('an export', () => {
  test('is one file that opens anywhere, of one moment, without secrets', () => {
    // No log and no temporary file beside it.
    expect(readdirSync(dirname(exported))).toEqual(['acme.db'])
    expect(statSync(exported).mode & 0o777).toBe(0o600)
    expect(readFileSync(exported).includes('argon2-of-ada')).toBe(false)
    const database = new Database(exported, { readonly: true })
    const manifest = database.query('SELECT format, slug, name FROM export_manifest').all()
    const sizes = database
      .query('SELECT path, sum(length(bytes)) AS bytes FROM export_files GROUP BY path')
      .all()
    database.close(true)
    expect(manifest).toEqual([{ format: 1, slug: 'acme', name: 'acme' }])
    expect(sizes).toEqual([
      { path: 'empty', bytes: 0 },
      { path: 'large.bin', bytes: 2_500_000 },
    ])
  })

  test('replaces nothing', async () => {
    const before = readFileSync(exported)
    const again = fleet.tenants.lifeCycle.export(source, { file: exported })
    expect(await failure(again)).toBeInstanceOf(WrongState)
    expect(readFileSync(exported).equals(before)).toBe(true)
  })

  test('into a directory that is not there leaves the tenant as it was', async () => {
    await failure(
      fleet.tenants.lifeCycle.export(source, { file: join(outside, 'nowhere', 'x.db') }),
    )
    expect(fleet.auth.sql.prepare('SELECT * FROM tenant_operations').all()).toEqual([])
    expect(await messagesOf(source)).toEqual([{ name: 'Ada', content: 'Hello' }])
  })
})

describe('an import', () => {
  test('makes a tenant like any other, with the content of the export', async () => {
    const id = await importFrom(exported, 'imported')
    expect(await messagesOf(id)).toEqual([{ name: 'Ada', content: 'Hello' }])
    expect(await formOf(id)).toEqual(await formOf(await fleet.create('fresh')))
    const files = join(fleet.directory.tenant(id), 'files')
    expect(readdirSync(files).toSorted()).toEqual(['empty', 'large.bin'])
    expect(readFileSync(join(files, 'large.bin'))).toEqual(Buffer.alloc(2_500_000, 'conclave'))
    expect(statSync(fleet.directory.database(id)).mode & 0o777).toBe(0o600)
    // Ids of people mean nothing in another installation: they are linked again by address.
    const ada = await fleet.pool.read({ id }, (db) => db.users.findByEmail('ada@acme.test'))
    expect(ada?.auth_id).toBeNull()
    await fleet.add(id, 'bob')
  })

  test('brings no idempotency keys along: they answer requests to another file', async () => {
    const file = join(outside, 'with-keys.db')
    copyFileSync(exported, file)
    const database = new Database(file)
    database.run(`INSERT INTO idempotency_keys VALUES (1, 'k', 's', 'r', 1, '2026-03-01 09:30:00')`)
    database.close(true)
    const id = await importFrom(file, 'without-keys')
    const rows = await fleet.pool.read({ id }, (db) =>
      db.sql.prepare('SELECT * FROM idempotency_keys').all(),
    )
    expect(rows).toEqual([])
  })

  test('finds by what stands in the messages, whatever the index in the file says', async () => {
    const file = join(outside, 'planted.db')
    copyFileSync(exported, file)
    const database = new Database(file)
    database.run(`UPDATE search_state SET through = 1`)
    database.run(
      `INSERT INTO message_search (rowid, words, facets) VALUES (1, 'planted', 'all r1')`,
    )
    database.close(true)
    const id = await importFrom(file, 'planted')
    const found = await fleet.pool.read({ id }, (db) =>
      ['hello', 'planted'].map((text) => {
        const query = parseQuery(text)
        return db.search.find({ query, userId: 'ada', before: null, limit: 9 }).ids
      }),
    )
    expect(found).toEqual([[1], []])
  })

  test('shows as the newest message of a room what is, whatever the file says', async () => {
    const file = join(outside, 'newest.db')
    copyFileSync(exported, file)
    const database = new Database(file)
    database.run('UPDATE rooms SET last_said_id = 2')
    database.close(true)
    const id = await importFrom(file, 'newest')
    const [room] = await fleet.pool.read({ id }, (db) => db.roomList.page('ada', null, 9))
    expect(room).toMatchObject({ last_said_id: 1, last_content: 'Hello' })
  })

  test('of an older version is migrated', async () => {
    const old = await fleet.create('old')
    await fleet.add(old, 'u')
    await fleet.pool.evict(old)
    fleet.makeStale(old)
    const file = join(outside, 'old.db')
    await fleet.tenants.lifeCycle.export(old, { file })
    const id = await importFrom(file, 'renewed')
    expect(await formOf(id)).toEqual(await formOf(await fleet.create('fresh-too')))
    expect(await fleet.users(id)).toEqual(['u'])
  })

  test.each([
    ['CREATE TRIGGER t AFTER INSERT ON messages BEGIN DELETE FROM users; END', 'foreign trigger t'],
    ['CREATE VIEW v AS SELECT * FROM users', 'foreign view v'],
    ['CREATE TABLE extra (x)', 'foreign table extra'],
    ['CREATE TABLE "a\nb" (x)', 'foreign table a?b'],
    ['CREATE INDEX extra ON users(name)', 'foreign index extra'],
    ['CREATE VIRTUAL TABLE search USING fts5(x)', 'foreign table search'],
    ['DROP TABLE room_members', 'lacks the table room_members'],
    ['ALTER TABLE users ADD COLUMN admin INTEGER', 'table users that is not ours'],
    [
      'DROP TABLE schema_migrations; CREATE VIEW schema_migrations AS SELECT 1 AS version',
      'foreign view schema_migrations',
    ],
    ['PRAGMA user_version = 99', 'newer version'],
    ['PRAGMA user_version = 0', 'no workspace in it'],
    ['PRAGMA application_id = 7', 'not a Conclave workspace'],
    [`UPDATE schema_migrations SET fingerprint = 'x'`, 'differ'],
    [`INSERT INTO room_members (room_id, user_id) VALUES (99, 'x')`, 'rows that are not there'],
    [`INSERT INTO export_files VALUES ('../../x', 0, x'00')`, 'name that is not allowed'],
    [`INSERT INTO export_files VALUES ('/tmp/x', 0, x'00')`, 'name that is not allowed'],
    [`INSERT INTO export_files VALUES ('x', 0, 'text')`, 'attachment is damaged'],
    [`PRAGMA ignore_check_constraints = ON; UPDATE rooms SET type = 'castle'`, 'damaged'],
    [`UPDATE messages SET content = x'00'`, 'value in messages.content'],
    ['UPDATE messages SET content = hex(zeroblob(40000))', 'value in messages.content'],
    [`UPDATE messages SET revision = 'many'`, 'value in messages.revision'],
    ['UPDATE messages SET id = 9007199254740993', 'value in messages.id'],
    ['UPDATE messages SET created_at = NULL', 'value in messages.created_at'],
    [`UPDATE messages SET edited_at = 'yesterday'`, 'value in messages.edited_at'],
    ['UPDATE sqlite_sequence SET seq = 9223372036854775807', 'value in sqlite_sequence.seq'],
  ])('of a file after %j is refused: %s', async (sql, reason) => {
    const file = join(outside, 'hostile.db')
    copyFileSync(exported, file)
    const database = new Database(file)
    database.run('PRAGMA foreign_keys = OFF')
    database.run(sql)
    database.close(true)
    await expectRefusal(file, reason)
  })

  test.each([
    ['garbage in it', (file: string) => writeFileSync(file, 'not a database'.repeat(1000))],
    ['nothing in it', (file: string) => writeFileSync(file, '')],
    ['its end cut off', (file: string) => truncateSync(file, statSync(file).size - 8192)],
    ['a page overwritten', (file: string) => overwrite(file, 4096 * 3, 4096)],
    ['a log beside it', (file: string) => writeFileSync(`${file}-wal`, 'x')],
  ])('of a file with %s is refused in one line', async (_, damage) => {
    const file = join(outside, 'damaged.db')
    copyFileSync(exported, file)
    damage(file)
    await expectRefusal(file)
    rmSync(`${file}-wal`, { force: true })
  })

  test('of what is no file, or lies in the data directory, is refused', async () => {
    for (const file of [join(outside, 'nowhere'), outside, fleet.directory.database(source)]) {
      await expectRefusal(file)
    }
    // What was refused has not been touched.
    expect(await messagesOf(source)).toEqual([{ name: 'Ada', content: 'Hello' }])
  })

  async function expectRefusal(file: string, reason = ''): Promise<void> {
    const before = fleet.tenants.registry.count()
    const error = await failure(importFrom(file, 'refused'))
    expect(error).toBeInstanceOf(ImportNotPossible)
    expect((error as Error).message).toContain(reason)
    expect((error as Error).message).toMatch(/^[^\n]{10,300}$/)
    expect(fleet.tenants.registry.count()).toBe(before)
    expect(readdirSync(fleet.directory.creating)).toEqual([])
  }

  function overwrite(file: string, from: number, length: number): void {
    const bytes = readFileSync(file)
    bytes.fill(0xa5, from, from + length)
    writeFileSync(file, bytes)
  }
})

test('a clone has the content and its own life', async () => {
  const fill = fleet.tenants.lifeCycle.cloning(source)
  const id = await fleet.tenants.create({ slug: 'twin', name: 'Twin' }, (row) => row.id, { fill })
  expect(await messagesOf(id)).toEqual([{ name: 'Ada', content: 'Hello' }])
  const ada = await fleet.pool.read({ id }, (db) => db.users.findByEmail('ada@acme.test'))
  expect(ada).toMatchObject({ auth_id: 'person-1', password_hash: null })
  await fleet.add(id, 'only here')
  expect(await fleet.users(source)).toEqual(['ada'])
  expect(readdirSync(fleet.directory.creating)).toEqual([])
})
