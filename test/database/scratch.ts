import { afterEach, beforeEach } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Generated } from 'kysely'
import { Connection } from '../../src/database/connection.ts'
import { DatabaseImage } from '../../src/database/database-image.ts'
import { MigrationList } from '../../src/database/migration-list.ts'
import { SqliteDatabase, type SqliteDatabaseOptions } from '../../src/database/sqlite-database.ts'
import { DURABILITY } from '../harness/configuration.ts'

interface Tables {
  notes: { id: Generated<number>; text: string }
  replies: { note_id: number }
}

/** A schema as small as the behaviours need: a unique column, and a reference checked at COMMIT. */
export const noteMigrations = new MigrationList([
  {
    name: '0001-notes',
    up: [
      'CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE)',
      `CREATE TABLE replies (
        note_id INTEGER REFERENCES notes(id) DEFERRABLE INITIALLY DEFERRED
      )`,
    ],
    down: ['DROP TABLE replies', 'DROP TABLE notes'],
  },
])

const image = new DatabaseImage(noteMigrations)

export class NotesDatabase extends SqliteDatabase<Tables> {
  add(text: string): number {
    return this.sql.prepare('INSERT INTO notes (text) VALUES (?)').run(text).lastInsertRowid
  }

  texts(): string[] {
    return this.sql
      .prepare<{ text: string }>('SELECT text FROM notes ORDER BY id')
      .all()
      .map((row) => row.text)
  }
}

export interface Scratch {
  readonly directory: string
  /** Where the database of this test is, or another file beside it. */
  path(name?: string): string
  /** Creates the database file. */
  create(name?: string, owner?: string): string
  /** Opens the database, which it makes first if need be; closed when the test ends. */
  open(options?: Partial<SqliteDatabaseOptions>): NotesDatabase
  /** The same without making a file. */
  openExisting(options?: Partial<SqliteDatabaseOptions>): NotesDatabase
  /** What another connection finds in the file now. */
  committed(): string[]
}

/** Each test of a file gets a directory of its own. */
export function scratch(): Scratch {
  let directory = ''
  let opened: NotesDatabase[] = []
  let exists = false
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'conclave-database-'))
    opened = []
    exists = false
  })
  afterEach(() => {
    for (const db of opened) db.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const here: Scratch = {
    get directory() {
      return directory
    },
    path: (name = 'notes.db') => join(directory, name),
    create(name, owner = 'owner') {
      exists = true
      image.write(here.path(name), owner)
      return here.path(name)
    },
    open(options) {
      if (!exists) here.create()
      return here.openExisting(options)
    },
    openExisting(options) {
      const own = { path: here.path(), migrations: noteMigrations, durability: DURABILITY }
      const db = new NotesDatabase({ ...own, ...options })
      opened.push(db)
      return db
    },
    committed: () => textsIn(here.path()),
  }
  return here
}

/** The notes in a file, through a connection of their own. */
export function textsIn(path: string): string[] {
  const connection = new Connection(path)
  try {
    return connection
      .query('SELECT text FROM notes ORDER BY id', [])
      .rows.map((row) => String(row['text']))
  } finally {
    connection.close()
  }
}

/** `fulfilled` or the name of the error, per promise. */
export async function answers(promises: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(promises)
  return settled.map((one) => (one.status === 'fulfilled' ? 'fulfilled' : one.reason.name))
}

/** For a promise that may be rejected before the test comes to look at it. */
export function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

/** Resolves in a later turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
