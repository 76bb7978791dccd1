import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Auth } from '../../src/auth/auth.ts'
import { AuthDatabase, authDatabaseMigrations, OWNER } from '../../src/auth/auth-database.ts'
import { Connection } from '../../src/database/connection.ts'
import { DatabaseImage } from '../../src/database/database-image.ts'
import { migrate, rollBack } from '../../src/database/migrate.ts'

const { latest } = authDatabaseMigrations
/** What version 0005 finds: everybody there is, and nobody who has signed in. */
const BEFORE_SIGN_IN = 4
const SIGN_IN = 5

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'conclave-migrations-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** An auth database of that version, which is made now or brought up to it. */
function at<T>(version: number, work: (connection: Connection) => T, name = 'auth.db'): T {
  const path = join(directory, name)
  if (!existsSync(path)) new DatabaseImage(authDatabaseMigrations.upTo(version)).write(path, OWNER)
  const connection = new Connection(path)
  try {
    migrate(connection, authDatabaseMigrations, OWNER, version)
    return work(connection)
  } finally {
    connection.close()
  }
}

function stepBack(connection: Connection, steps: number): void {
  rollBack(connection, authDatabaseMigrations, OWNER, steps)
}

/** Every column, reference and index, in whatever words it was made. */
function schemaOf(connection: Connection): string[] {
  return connection
    .prepare<{ line: string }>(
      `SELECT concat_ws(' ', t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk) AS line
       FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name <> 'sqlite_sequence'
       UNION ALL
       SELECT concat_ws(' ', t.name, f."from", f."table", f."to", f.on_delete)
       FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
       UNION ALL
       SELECT concat_ws(' ', tbl_name, name, sql) FROM sqlite_schema WHERE type = 'index'
       ORDER BY line`,
    )
    .all()
    .map(({ line }) => line)
}

function count(connection: Connection, table: string): number {
  return connection.prepare<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0
}

/** One person with a token, in one workspace. */
function populate(connection: Connection): void {
  for (const sql of [
    `INSERT INTO users (id, email) VALUES ('ada', 'ada@acme.test')`,
    `INSERT INTO tenants (id, slug, name, state, schema_version) VALUES ('t', 'acme', 'Acme', 'active', 1)`,
    `INSERT INTO memberships (tenant_id, user_id, role) VALUES ('t', 'ada', 'owner')`,
    `INSERT INTO api_tokens (id, user_id, token_hash, label, scopes) VALUES ('k', 'ada', 'h', 'l', 'read')`,
    `INSERT INTO verification_tokens VALUES ('ada@acme.test', 'v', '2030-01-01')`,
  ]) {
    connection.prepare(sql).run()
  }
}

const KEPT = ['users', 'memberships', 'api_tokens', 'verification_tokens']

test('undoing a migration leaves what was there before it, whichever it is', () => {
  const undone = at(latest, (connection) =>
    Array.from({ length: latest }, () => {
      stepBack(connection, 1)
      return schemaOf(connection)
    }),
  )
  for (const [index, schema] of undone.entries()) {
    const version = latest - 1 - index
    const made = at(version, schemaOf, `${version}.db`)
    expect({ version, schema }).toEqual({ version, schema: made })
  }
})

test('undone to the first and done again, it loses nobody', () => {
  at(latest, (connection) => {
    populate(connection)
    const whole = schemaOf(connection)
    stepBack(connection, latest - 1)
    migrate(connection, authDatabaseMigrations, OWNER)
    expect(schemaOf(connection)).toEqual(whole)
    expect(KEPT.map((table) => count(connection, table))).toEqual([1, 1, 1, 1])
  })
})

describe('0005-sign-in', () => {
  test('keeps people, tokens and links; they can have a password and a session then', () => {
    at(BEFORE_SIGN_IN, populate)
    at(latest, (connection) => {
      expect(KEPT.map((table) => count(connection, table))).toEqual([1, 1, 1, 1])
    })

    const database = new AuthDatabase({ path: join(directory, 'auth.db') })
    try {
      const { passwords, sessions } = new Auth(database)
      passwords.put('ada', 'hash')
      const { row } = sessions.create('ada', { userAgent: 'curl' })
      expect(row).toMatchObject({ userId: 'ada', user_agent: 'curl' })
      expect(row.created_at).toMatch(/^\d{4}-\d\d-\d\d /)
    } finally {
      database.close()
    }
  })

  test('makes the table of sessions anew, since nobody can have been signed in', () => {
    at(BEFORE_SIGN_IN, (connection) => {
      populate(connection)
      const add = `INSERT INTO sessions (sessionToken, userId, expires) VALUES ('s', 'ada', '2030-01-01')`
      connection.prepare(add).run()
    })
    at(SIGN_IN, (connection) => expect(count(connection, 'sessions')).toBe(0))
  })

  test('passwords and sessions go with their person', () => {
    at(latest, (connection) => {
      populate(connection)
      connection.prepare(`INSERT INTO passwords (user_id, hash) VALUES ('ada', 'hash')`).run()
      const add = `INSERT INTO sessions (sessionToken, userId, expires) VALUES ('s', 'ada', '2030-01-01')`
      connection.prepare(add).run()
      connection.prepare(`DELETE FROM users WHERE id = 'ada'`).run()
      expect([count(connection, 'passwords'), count(connection, 'sessions')]).toEqual([0, 0])
    })
  })

  test('stepping back leaves the sessions as version 4 knows them', () => {
    at(SIGN_IN, (connection) => {
      populate(connection)
      const add = `INSERT INTO sessions (id, sessionToken, userId, expires) VALUES ('i', 's', 'ada', '2030-01-01')`
      connection.prepare(add).run()
      stepBack(connection, 1)
      expect(connection.prepare('SELECT * FROM sessions').all()).toEqual([
        { id: 'i', sessionToken: 's', userId: 'ada', expires: '2030-01-01' },
      ])
    })
  })
})
