import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authDatabaseMigrations, OWNER } from '../../src/auth/auth-database.ts'
import { Connection } from '../../src/database/connection.ts'
import { DatabaseImage } from '../../src/database/database-image.ts'
import { migrate, rollBackTo } from '../../src/database/migrate.ts'
import { Registry } from '../../src/tenancy/registry.ts'
import { newTenantId } from '../../src/tenancy/tenant.ts'

const BEFORE = 10

let directory = ''
let connection: Connection

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-count-'))
  const path = join(directory, 'auth.db')
  new DatabaseImage(authDatabaseMigrations.upTo(BEFORE)).write(path, OWNER)
  connection = new Connection(path)
})

afterEach(() => {
  connection.close()
  rmSync(directory, { recursive: true })
})

/** As code of that version did it, and code of today does. */
function register(slug: string): string {
  const id = newTenantId()
  connection
    .prepare(
      `INSERT INTO tenants (id, slug, name, state, schema_version) VALUES (?, ?, '', 'active', 1)`,
    )
    .run(id, slug)
  return id
}

test('tenants of before are counted, and whatever comes and goes afterwards', () => {
  const [first = ''] = ['acme', 'umbrella'].map(register)
  migrate(connection, authDatabaseMigrations, OWNER)
  const registry = new Registry(connection)
  expect(registry.count()).toBe(2)

  register('initech')
  expect(registry.count()).toBe(3)
  registry.delete(first)
  expect(registry.count()).toBe(2)
})

test('a tenant that is not there after all was not counted either', () => {
  migrate(connection, authDatabaseMigrations, OWNER)
  const registry = new Registry(connection)
  const undone = () =>
    connection.transaction(() => {
      register('acme')
      throw new Error('undone')
    })
  expect(undone).toThrow('undone')
  expect(() => ['acme', 'ACME'].map(register)).toThrow()
  expect(registry.count()).toBe(1)
})

test('an older version goes on without it', () => {
  migrate(connection, authDatabaseMigrations, OWNER)
  const { latest } = authDatabaseMigrations
  rollBackTo(connection, authDatabaseMigrations, OWNER, { least: latest, most: latest, to: BEFORE })
  connection.prepare('DELETE FROM tenants WHERE id = ?').run(register('acme'))
  expect(connection.prepare('SELECT * FROM tenants').all()).toEqual([])
})
