import { expect, test } from 'bun:test'
import { type Kysely, sql } from 'kysely'
import { answers, scratch } from './scratch.ts'

const here = scratch()

test('booleans and dates are stored as SQLite has them', async () => {
  const db = here.open()
  const date = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 67))
  const { rows } = await sql`SELECT ${true} AS yes, ${false} AS no, ${date} AS date,
    ${null} AS empty, ${new Uint8Array([1, 2])} AS bytes, ${1.5} AS number`.execute(db)
  expect(rows).toEqual([
    {
      yes: 1,
      no: 0,
      date: '2026-01-02 03:04:05.067',
      empty: null,
      bytes: new Uint8Array([1, 2]),
      number: 1.5,
    },
  ])
  const { rows: sorted } = await sql<{ later: number }>`
    SELECT ${date} < CURRENT_TIMESTAMP AS later`.execute(db)
  expect(sorted).toEqual([{ later: 1 }])
})

test('inserts, updates and deletes say what they did', async () => {
  const db = here.open()
  const values = [{ text: 'a' }, { text: 'b' }]
  const inserted = await db.insertInto('notes').values(values).executeTakeFirst()
  expect(inserted).toMatchObject({ insertId: 2n, numInsertedOrUpdatedRows: 2n })
  const updated = await db.updateTable('notes').set({ text: 'c' }).where('id', '=', 2).execute()
  expect(updated).toMatchObject([{ numUpdatedRows: 1n }])
  expect(await db.deleteFrom('notes').execute()).toMatchObject([{ numDeletedRows: 2n }])
})

test('RETURNING gives the rows', async () => {
  const db = here.open()
  const insert = db.insertInto('notes').values([{ text: 'a' }, { text: 'b' }])
  expect(await insert.returning(['id', 'text']).execute()).toEqual([
    { id: 1, text: 'a' },
    { id: 2, text: 'b' },
  ])
  expect(await db.deleteFrom('notes').returning('text').executeTakeFirst()).toEqual({ text: 'a' })
  expect(here.committed()).toEqual([])
})

test('broken rules of the schema have their names', async () => {
  const db = here.open()
  db.add('a')
  const twice = db.insertInto('notes').values({ text: 'a' }).execute()
  const orphan = db.insertInto('replies').values({ note_id: 404 }).execute()
  const nonsense = sql`SELECT nonsense`.execute(db)
  expect(await answers([twice, orphan, nonsense])).toEqual([
    'UniqueViolation',
    'ForeignKeyViolation',
    'DatabaseFailed',
  ])
})

test('rows can be streamed, to the end or not', async () => {
  const db = here.open()
  for (const text of ['a', 'b', 'c']) db.add(text)
  const seen: string[] = []
  for await (const { text } of db.selectFrom('notes').select('text').stream()) seen.push(text)
  expect(seen).toEqual(['a', 'b', 'c'])
  for await (const { text } of db.selectFrom('notes').select('text').stream()) {
    expect(text).toBe('a')
    break
  }
  expect(db.busy).toBe(false)
  await db.write(() => db.add('d'))
})

test('many queries at once take turns', async () => {
  const db = here.open()
  const texts = Array.from({ length: 50 }, (_, index) => `${index}`)
  await Promise.all(texts.map((text) => db.insertInto('notes').values({ text }).execute()))
  const reads = texts.map(() => db.selectFrom('notes').select('text').execute())
  for (const rows of await Promise.all(reads)) expect(rows).toHaveLength(50)
  expect(here.committed()).toEqual(texts)
})

test('the tables can be looked at', async () => {
  const db = here.open()
  const tables = await db.introspection.getTables()
  expect(tables.map((table) => table.name)).toContain('notes')
})

test('a query sees what the models have just written, and the other way round', async () => {
  const db = here.open()
  db.add('model')
  expect(await db.selectFrom('notes').select('text').execute()).toEqual([{ text: 'model' }])
  await db.insertInto('notes').values({ text: 'query' }).execute()
  expect(db.texts()).toEqual(['model', 'query'])
})

test('it is an ordinary Kysely', async () => {
  const db: Kysely<{ notes: { id: number; text: string } }> = here.open() as never
  expect(await db.withSchema('main').selectFrom('notes').selectAll().execute()).toEqual([])
})
