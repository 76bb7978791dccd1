import type { Sql, Statement } from '../database/port.ts'
import { hashToken, randomText } from './token-secret.ts'

/** What somebody may do who has opened a mail of ours. A token is good for one of them. */
export type MailPurpose = 'sign-up' | 'reset'

const hour = 60 * 60_000

/** Milliseconds. */
const LIFE: Readonly<Record<MailPurpose, number>> = { 'sign-up': 24 * hour, reset: hour }

export interface MailedToken {
  readonly purpose: MailPurpose
  /** Where it was mailed to. */
  readonly email: string
}

/**
 * Single-use tokens that are mailed, in the table in which Auth.js keeps those of
 * its links; theirs have the bare address as `identifier`. Only hashes are stored.
 */
export class MailedTokens {
  readonly #sweep: Statement<never>
  readonly #insert: Statement<never>
  readonly #find: Statement<{ identifier: string }>
  readonly #delete: Statement<never>

  constructor(sql: Sql) {
    this.#sweep = sql.prepare('DELETE FROM verification_tokens WHERE expires <= ?')
    this.#insert = sql.prepare(
      'INSERT INTO verification_tokens (identifier, token, expires) VALUES (?, ?, ?)',
    )
    this.#find = sql.prepare(
      'SELECT identifier FROM verification_tokens WHERE token = ? AND expires > ?',
    )
    this.#delete = sql.prepare('DELETE FROM verification_tokens WHERE identifier = ?')
  }

  /** Belongs in a unit of work. @returns the secret, for the link */
  create({ purpose, email }: MailedToken): string {
    const now = Date.now()
    this.#sweep.run(new Date(now).toISOString())
    const secret = randomText()
    const expires = new Date(now + LIFE[purpose]).toISOString()
    this.#insert.run(`${purpose}:${email}`, hashToken(secret), expires)
    return secret
  }

  /** What the token is for; null for what is none, or not any more. Looking uses nothing up. */
  find(secret: string): MailedToken | null {
    if (secret.length !== 43) return null
    const row = this.#find.get(hashToken(secret), new Date().toISOString())
    const [, purpose, email] = /^(sign-up|reset):(.+)$/s.exec(row?.identifier ?? '') ?? []
    return email === undefined ? null : { purpose: purpose as MailPurpose, email }
  }

  /** As {@link find}, and uses it up, and all like it. Belongs in a unit of work. */
  use(secret: string): MailedToken | null {
    const found = this.find(secret)
    if (found !== null) this.#delete.run(`${found.purpose}:${found.email}`)
    return found
  }
}
