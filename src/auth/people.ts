import type { Sql, Statement } from '../database/port.ts'
import { SQL_NOW } from '../database/time.ts'
import type { AccountRow, UserRow } from './rows.ts'

export type NewPerson = Pick<UserRow, 'email' | 'name' | 'emailVerified' | 'image'>

/** Who somebody is at a provider of identities. Nobody's access to anything is kept. */
export type ProviderAccount = Pick<AccountRow, 'type' | 'provider' | 'providerAccountId'>

/** People of the auth database. A person is one e-mail address, without regard to case. */
export class People {
  readonly #byId: Statement<UserRow>
  readonly #byEmail: Statement<UserRow>
  readonly #insert: Statement<UserRow>
  readonly #link: Statement<never>
  readonly #delete: Statement<never>
  readonly #deleteByAddress: readonly Statement<never>[]
  readonly #unclaimed: Statement<{ id: string }>
  readonly #confirmEmail: Statement<never>
  readonly #rename: Statement<never>

  constructor(sql: Sql) {
    this.#byId = sql.prepare('SELECT * FROM users WHERE id = ?')
    this.#byEmail = sql.prepare('SELECT * FROM users WHERE email = ?')
    this.#insert = sql.prepare(
      `INSERT INTO users (id, name, email, emailVerified, image, created_at)
       VALUES (?, ?, ?, ?, ?, ${SQL_NOW}) RETURNING *`,
    )
    this.#link = sql.prepare(
      'INSERT INTO accounts (userId, type, provider, providerAccountId) VALUES (?, ?, ?, ?)',
    )
    this.#delete = sql.prepare('DELETE FROM users WHERE id = ?')
    // What holds an address without referring to the person; test/auth/delete-account.test.ts looks.
    this.#deleteByAddress = [
      // Of a link to sign in with, or of another purpose: `reset:ada@acme.test`.
      `DELETE FROM verification_tokens WHERE ? COLLATE NOCASE IN
         (identifier, substr(identifier, instr(identifier, ':') + 1))`,
      'DELETE FROM invitations WHERE email = ?',
    ].map((text) => sql.prepare(text))
    this.#confirmEmail = sql.prepare(
      'UPDATE users SET emailVerified = ? WHERE id = ? AND emailVerified IS NULL',
    )
    this.#rename = sql.prepare('UPDATE users SET name = ? WHERE id = ?')
    this.#unclaimed = sql.prepare(
      `SELECT id FROM users u WHERE id = ? AND emailVerified IS NULL
       AND NOT EXISTS (SELECT 1 FROM accounts WHERE userId = u.id)
       AND NOT EXISTS (SELECT 1 FROM passwords WHERE user_id = u.id)`,
    )
  }

  /**
   * Deletes a person, and with them whatever refers to them (accounts, sessions, passwords,
   * tokens, memberships, invitations by them) or to their address. Belongs in a unit of work.
   */
  delete(id: string): void {
    const email = this.findById(id)?.email
    if (email === undefined) return
    for (const statement of this.#deleteByAddress) statement.run(email)
    this.#delete.run(id)
  }

  findById(id: string): UserRow | null {
    return this.#byId.get(id)
  }

  findByEmail(email: string): UserRow | null {
    return this.#byEmail.get(email)
  }

  /** Whether somebody else has named them (an operator, an invitation), and they never came in. */
  isUnclaimed(id: string): boolean {
    return this.#unclaimed.get(id) !== null
  }

  /** The person with this address, made now if there is none. Belongs in a unit of work. */
  findOrCreate(email: string, name: string | null = null): UserRow {
    return this.findByEmail(email) ?? this.create({ email, name, emailVerified: null, image: null })
  }

  /** Belongs in a unit of work. */
  create({ email, name, emailVerified, image }: NewPerson): UserRow {
    const id = crypto.randomUUID()
    return this.#insert.get(id, name, email, emailVerified, image) as UserRow
  }

  /** Lets whoever has this account at a provider in as the person. Belongs in a unit of work. */
  link(id: string, { type, provider, providerAccountId }: ProviderAccount): void {
    this.#link.run(id, type, provider, providerAccountId)
  }

  /** The address is theirs: they have opened what was mailed there. Belongs in a unit of work. */
  confirmEmail(id: string): void {
    this.#confirmEmail.run(new Date().toISOString(), id)
  }

  rename(id: string, name: string): void {
    this.#rename.run(name, id)
  }
}
