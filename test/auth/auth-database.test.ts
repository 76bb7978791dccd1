import { afterEach, beforeEach, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuthDatabase, migrateAuthDatabase } from '../../src/auth/auth-database.ts'
import { People } from '../../src/auth/people.ts'
import { DatabaseMissing } from '../../src/database/errors.ts'

let directory: string
let path: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'auth-database-'))
  path = join(directory, 'auth.db')
})

afterEach(() => rmSync(directory, { recursive: true }))

test('is made once, and found again', async () => {
  expect(migrateAuthDatabase(path)).toMatchObject({ from: 0, to: 2 })
  expect(migrateAuthDatabase(path)).toMatchObject({ from: 2, to: 2, steps: [] })
  const database = new AuthDatabase({ path })
  const people = new People(database.sql)
  const ada = await database.write(() => people.findOrCreate('ada@example.com'))
  database.close()
  const again = new AuthDatabase({ path })
  expect(new People(again.sql).findByEmail('ADA@example.com')).toEqual(ada)
  again.close()
})

test('is not made anew beside the log of one that is gone', () => {
  migrateAuthDatabase(path)
  const database = new AuthDatabase({ path })
  const people = new People(database.sql)
  database.sql.transaction(() => people.findOrCreate('ada@example.com'))
  // As a careless tidying leaves it: the file gone, its log still there.
  renameSync(path, `${path}.moved`)
  expect(() => migrateAuthDatabase(path)).toThrow(DatabaseMissing)
  expect(existsSync(path)).toBe(false)
  database.close()
})
