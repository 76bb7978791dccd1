import { describe, expect, test } from 'bun:test'
import { migrate, rollBack } from '../../src/database/migrate.ts'
import type { Migration } from '../../src/database/migration.ts'
import { MigrationList } from '../../src/database/migration-list.ts'
import { withConnection } from './schemas.ts'
import { answers, type NotesDatabase, noteMigrations, scratch } from './scratch.ts'

const here = scratch()

const notes = noteMigrations.at(1) as Migration

/** What newer code makes of the file while we have it open. */
function goFurther(path: string, servesFrom?: Migration['servesFrom']): void {
  const colours: Migration = {
    name: '0002-colours',
    ...(servesFrom && { servesFrom }),
    up: ["ALTER TABLE notes ADD COLUMN colour TEXT DEFAULT 'red'"],
    down: ['ALTER TABLE notes DROP COLUMN colour'],
  }
  const list = new MigrationList([notes, colours])
  withConnection(path, (connection) => migrate(connection, list, 'owner'))
}

function goBack(path: string): void {
  withConnection(path, (connection) => rollBack(connection, noteMigrations, 'owner', 1))
}

const reads: [string, (db: NotesDatabase) => Promise<unknown>][] = [
  ['a read', async (db) => db.read(() => db.texts())],
  ['a patient read', (db) => db.readPatiently(() => db.texts())],
  ['a Kysely query', (db) => db.selectFrom('notes').selectAll().execute()],
]

const writes: [string, (db: NotesDatabase) => Promise<unknown>][] = [
  ['a unit of work', (db) => db.write(() => db.add('mine'))],
  ['a Kysely query', (db) => db.insertInto('notes').values({ text: 'mine' }).execute()],
  [
    'a Kysely transaction',
    (db) =>
      db.transaction().execute((trx) => trx.insertInto('notes').values({ text: 'mine' }).execute()),
  ],
]

describe.each(reads)('%s', (_, read) => {
  test('is refused once newer code has migrated the file', async () => {
    const db = here.open()
    await read(db)
    goFurther(db.path)
    expect(await answers([read(db), read(db)])).toEqual(['NewerSchema', 'NewerSchema'])
  })

  test('is served where the newer schema still serves this code', async () => {
    const db = here.open()
    await read(db)
    goFurther(db.path, { read: 1, write: 2 })
    expect(await answers([read(db), read(db)])).toEqual(['fulfilled', 'fulfilled'])
  })

  test('is refused once the file was taken back', async () => {
    const db = here.open()
    await read(db)
    goBack(db.path)
    expect(await answers([read(db)])).toEqual(['PendingMigrations'])
  })
})

describe.each(writes)('%s that writes', (_, write) => {
  test.each([undefined, { read: 1, write: 2 }])(
    'leaves a newer file alone (%j)',
    async (bounds) => {
      const db = here.open()
      db.add('before')
      // Kysely has its own connection, which must notice for itself.
      await db.selectFrom('notes').selectAll().execute()
      goFurther(db.path, bounds)
      const name = bounds ? 'DatabaseReadOnly' : 'NewerSchema'
      expect(await answers([write(db)])).toEqual([name])
      expect(here.committed()).toEqual(['before'])
      expect(db.busy).toBe(false)
    },
  )

  test('goes on where the newer schema allows it, with the version of now', async () => {
    const db = here.open()
    await db.selectFrom('notes').selectAll().execute()
    goFurther(db.path, { read: 1, write: 1 })
    expect(await answers([write(db)])).toEqual(['fulfilled'])
    expect(here.committed()).toEqual(['mine'])
    db.read(() => db.texts())
    expect(db.version).toBe(2)
  })
})

test('a file that may be written again is written again, once a read has noticed', async () => {
  const db = here.open()
  goFurther(db.path, { read: 1, write: 2 })
  expect(await answers([db.write(() => db.add('refused'))])).toEqual(['DatabaseReadOnly'])
  withConnection(db.path, (connection) => {
    connection.execute('ALTER TABLE notes DROP COLUMN colour')
    connection.execute('DELETE FROM schema_migrations WHERE version = 2; PRAGMA user_version = 1')
  })
  db.read(() => db.texts())
  expect(await answers([db.write(() => db.add('taken'))])).toEqual(['fulfilled'])
  expect(here.committed()).toEqual(['taken'])
})

test('rows have the columns of now', () => {
  const db = here.open()
  db.add('a')
  const rows = () => db.read(() => db.sql.prepare('SELECT * FROM notes').all())
  expect(rows()).toEqual([{ id: 1, text: 'a' }])
  goFurther(db.path, { read: 1, write: 1 })
  expect(rows()).toEqual([{ id: 1, text: 'a', colour: 'red' }])
})
