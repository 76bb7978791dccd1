import type { Sql, Statement } from '../database/port.ts'
import { SQL_NOW } from '../database/time.ts'
import type { UserRow } from './rows.ts'

/** People of the auth database. A person is one e-mail address, without regard to case. */
export class People {
  readonly #byId: Statement<UserRow>
  readonly #byEmail: Statement<UserRow>
  readonly #insert: Statement<UserRow>

  constructor(sql: Sql) {
    this.#byId = sql.prepare('SELECT * FROM users WHERE id = ?')
    this.#byEmail = sql.prepare('SELECT * FROM users WHERE email = ?')
    this.#insert = sql.prepare(
      `INSERT INTO users (id, name, email, created_at) VALUES (?, ?, ?, ${SQL_NOW}) RETURNING *`,
    )
  }

  findById(id: string): UserRow | null {
    return this.#byId.get(id)
  }

  findByEmail(email: string): UserRow | null {
    return this.#byEmail.get(email)
  }

  /** The person with this address, made now if there is none. Belongs in a unit of work. */
  findOrCreate(email: string, name: string | null = null): UserRow {
    return (
      this.findByEmail(email) ?? (this.#insert.get(crypto.randomUUID(), name, email) as UserRow)
    )
  }
}
