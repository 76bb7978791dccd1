import { expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { sql } from 'kysely'
import { openBelow } from '../harness/left-behind.ts'
import { answers, type NotesDatabase, nextTurn, scratch } from './scratch.ts'

const here = scratch()

/** Statements of both faces, cached and not, and one that was left in the middle. */
async function useEverything(db: NotesDatabase, round: number): Promise<void> {
  await db.write(() => db.add(`unit ${round}`))
  db.read(() => db.texts())
  await db
    .insertInto('notes')
    .values({ text: `query ${round}` })
    .execute()
  await db.transaction().execute((trx) => trx.selectFrom('notes').selectAll().execute())
  for await (const note of db.selectFrom('notes').selectAll().stream()) {
    expect(note.id).toBe(1)
    break
  }
  for (let text = 0; text < 25; text += 1) await sql.raw(`SELECT ${text}`).execute(db)
}

test('leaves one file, and nothing open', async () => {
  const db = here.open()
  await useEverything(db, 0)
  expect(openBelow(here.directory).length).toBeGreaterThan(2)
  expect(readdirSync(here.directory).length).toBe(3)
  db.close()
  expect(readdirSync(here.directory)).toEqual(['notes.db'])
  expect(openBelow(here.directory)).toEqual([])
  expect(here.committed()).toEqual(['unit 0', 'query 0'])
})

test('thousands of times leaves no descriptor behind', async () => {
  here.create()
  for (let round = 0; round < 2000; round += 1) {
    const db = here.openExisting()
    db.texts()
    if (round % 100 === 0) await useEverything(db, round)
    db.close()
  }
  expect(openBelow(here.directory)).toEqual([])
  expect(readdirSync(here.directory)).toEqual(['notes.db'])
})

test('may be said twice, in either way, by either name', async () => {
  const db = here.open()
  await db.write(() => db.add('a'))
  db.close()
  db.close()
  await db.destroy()
  await db[Symbol.asyncDispose]()
  const other = here.open()
  await other.destroy()
  other.close()
})

test('every use afterwards says that it is closed', async () => {
  const db = here.open()
  const insert = db.sql.prepare("INSERT INTO notes (text) VALUES ('late')")
  insert.run()
  await sql`SELECT 1`.execute(db)
  db.close()
  const uses = [
    () => insert.run(),
    () => db.texts(),
    () => db.sql.prepare('SELECT 1').get(),
    () => db.read(() => 1),
    () => db.sql.transaction(() => 1),
  ]
  for (const use of uses) expect(use).toThrow('the database is closed')
  const later = [
    db.write(() => 1),
    db.readPatiently(() => 1),
    db.selectFrom('notes').selectAll().execute(),
    db.transaction().execute(async () => 1),
  ]
  expect(await answers(later)).toEqual(Array(4).fill('DatabaseClosed'))
  expect(db.health()).toMatchObject({ ok: false, problems: ['the database is closed'] })
})

test('fails whoever waits behind a transaction', async () => {
  const db = here.open()
  const begun = Promise.withResolvers<void>()
  const hanging = db.transaction().execute(async (trx) => {
    await trx.insertInto('notes').values({ text: 'never' }).execute()
    begun.resolve()
    await nextTurn()
    await nextTurn()
  })
  await begun.promise
  const waiting = [
    db.write(() => db.add('unit')),
    db.selectFrom('notes').selectAll().execute(),
    db.transaction().execute(async () => 1),
  ]
  db.close()
  expect(await answers([hanging, ...waiting])).toEqual(Array(4).fill('DatabaseClosed'))
  expect(here.committed()).toEqual([])
})

test("Kysely's connection may rest and wake again", async () => {
  const db = here.open()
  await sql`SELECT 1`.execute(db)
  const awake = openBelow(here.directory).length
  db.restKysely()
  expect(openBelow(here.directory).length).toBeLessThan(awake)
  expect(await db.selectFrom('notes').selectAll().execute()).toEqual([])
  await db.transaction().execute(async (trx) => {
    db.restKysely()
    await trx.insertInto('notes').values({ text: 'a' }).execute()
  })
  expect(here.committed()).toEqual(['a'])
})
