import { expect, test } from 'bun:test'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceMigrations } from '../../src/workspace-database.ts'
import { NOT_RECORDS, RECORD_KINDS } from '../../src/workspace-records.ts'
import { TestFleet } from './harness.ts'

interface Line {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

async function linesOf(fleet: TestFleet, id: string) {
  const file = join(fleet.directory.path, 'out.jsonl')
  await fleet.tenants.lifeCycle.export(id, { file, format: 'jsonl' })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const text = readFileSync(file, 'utf8')
  expect(text.endsWith('\n')).toBe(true)
  const [header, ...lines] = text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line))
  return { text, header, lines: lines as Line[] }
}

test('every table of a workspace is exported, or said to be of no use elsewhere', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const tables = await fleet.pool.read({ id }, (db) =>
    db.sql
      .prepare<{ name: string }>(
        `SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
      )
      .all()
      .map(({ name }) => name),
  )
  const known = [...RECORD_KINDS.map(({ table }) => table), ...NOT_RECORDS]
  expect(tables.toSorted()).toEqual(known.toSorted())
})

test('a header with the counts, then every row in order, times in RFC 3339, no secrets', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.pool.write({ id }, (db) => {
    db.users.create({ id: 'ada', name: 'Ada', email: 'ada@acme.test' })
    db.sql.prepare(`UPDATE users SET password_hash = 'argon2-of-ada'`).run()
    db.rooms.create({ name: 'General', type: 'group', created_by: 'ada' })
    db.roomMembers.addMember(1, 'ada', 'admin')
    for (let number = 1; number <= 2_500; number += 1) {
      db.messages.create({ room_id: 1, user_id: 'ada', content: `line\n${number} 🦊` })
    }
    db.messages.edit(7, 'edited')
  })
  writeFileSync(join(fleet.directory.tenant(id), 'files', 'a.bin'), 'four')

  const { text, header, lines } = await linesOf(fleet, id)

  expect(text).not.toContain('argon2')
  expect(text).not.toContain('password')
  expect(header).toMatchObject({
    type: 'header',
    format: 1,
    workspace: { id, slug: 'acme', name: 'acme' },
    schema_version: workspaceMigrations.latest,
    counts: { user: 1, room: 1, room_member: 1, message: 2_500, message_revision: 1, file: 1 },
  })
  const counts: Record<string, number> = {}
  for (const { type } of lines) counts[type] = (counts[type] ?? 0) + 1
  for (const [type, count] of Object.entries(header.counts))
    expect(counts[type] ?? 0).toBe(Number(count))
  const messages = lines.filter(({ type }) => type === 'message').map(({ data }) => data)
  expect(messages.map((data) => data['id'])).toEqual(Array.from({ length: 2_500 }, (_, i) => i + 1))
  expect(messages[6]).toMatchObject({ content: 'edited', room_id: 1, user_id: 'ada', type: 'text' })
  expect(messages[7]).toMatchObject({ content: 'line\n8 🦊', deleted_at: null })
  expect(messages[0]?.['created_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(lines.at(-1)).toEqual({ type: 'file', data: { path: 'a.bin', bytes: 4 } })
})

test('one that waits for its migrations is exported as it is', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.restart()
  fleet.tenants.engine.rollBack(fleet.directory.database(id), id, workspaceMigrations.latest - 1)

  const { header, lines } = await linesOf(fleet, id)

  expect(header).toMatchObject({ schema_version: 1, counts: { user: 0, message: 0 } })
  expect(lines).toEqual([])
})

test('what is written meanwhile waits for nothing, and is all in it or not at all', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await fleet.add(id, 'first')
  const exporting = linesOf(fleet, id)
  for (let number = 0; number < 50; number += 1) await fleet.add(id, `user ${number}`)

  const { header, lines } = await exporting

  expect(lines.length).toBe(header.counts.user)
  expect((await fleet.users(id)).length).toBe(51)
})
