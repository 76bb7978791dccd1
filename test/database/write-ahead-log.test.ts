import { expect, test } from 'bun:test'
import { scratch } from './scratch.ts'

const here = scratch()
const MEGABYTE = 1024 * 1024

/** 3000 transactions of about 8 KB: six times what SQLite lets gather in the log. */
function fill(write: (text: string) => unknown): void {
  for (let index = 0; index < 3000; index += 1) write(`${index} ${'x'.repeat(4000)}`)
}

test.each([
  'INSERT INTO notes (text) VALUES (?) RETURNING *',
  '/* a word */ INSERT INTO notes (text) VALUES (?) RETURNING *',
  'WITH n AS (SELECT ? AS text) INSERT INTO notes (text) SELECT text FROM n RETURNING *',
])('stays small under get() of %s', (text) => {
  const db = here.open()
  const insert = db.sql.prepare<{ id: number }>(text)
  fill((value) => insert.get(value))
  expect(db.walBytes).toBeLessThan(5 * MEGABYTE)
  expect(insert.get('last')).toEqual({ id: 3001, text: 'last' } as { id: number })
})

test('stays small when rows are read by get() between the writes', () => {
  const db = here.open()
  const first = db.sql.prepare('SELECT * FROM notes')
  fill((value) => {
    db.add(value)
    first.get()
  })
  expect(db.walBytes).toBeLessThan(5 * MEGABYTE)
})

test("stays small while Kysely's streams are left in the middle", async () => {
  const db = here.open()
  db.add('a')
  db.add('b')
  for await (const note of db.selectFrom('notes').selectAll().stream()) {
    expect(note.text).toBe('a')
    break
  }
  fill((value) => db.add(value))
  expect(db.walBytes).toBeLessThan(5 * MEGABYTE)
})
