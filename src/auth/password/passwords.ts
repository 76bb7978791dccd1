import type { Sql, Statement } from '../../database/port.ts'
import { SQL_NOW } from '../../database/time.ts'
import type { PasswordRow } from '../rows.ts'

/** Hashes of passwords. Who signs in otherwise has none. */
export class Passwords {
  readonly #find: Statement<PasswordRow>
  readonly #put: Statement<never>

  constructor(sql: Sql) {
    this.#find = sql.prepare('SELECT * FROM passwords WHERE user_id = ?')
    this.#put = sql.prepare(
      `INSERT INTO passwords (user_id, hash, changed_at) VALUES (?, ?, ${SQL_NOW})
       ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`,
    )
  }

  /** The hash of the person's password; null without one. */
  hashOf(personId: string): string | null {
    return this.#find.get(personId)?.hash ?? null
  }

  /** Belongs in a unit of work. */
  put(personId: string, hash: string): void {
    this.#put.run(personId, hash)
  }
}
