import type { Sql, Statement } from '../database/port.ts'
import { SQL_NOW } from '../database/time.ts'
import type { SessionRow } from './rows.ts'
import { hashToken, newSecret } from './token-secret.ts'

/**
 * A session ends so long after it was used last; milliseconds. How it slides is
 * in credential-use.ts.
 */
export const SESSION_LIFE = 30 * 24 * 60 * 60_000

/** More than that nobody looks through: the session that was used longest ago makes room. */
export const MOST_SESSIONS = 100

/** As much of a User-Agent as is kept, in UTF-16 code units. */
const LONGEST_USER_AGENT = 256

export interface NewSession {
  /** As the browser calls itself; shown to nobody but the person. */
  readonly userAgent: string | null
}

/**
 * Sessions of people who have signed in, in whatever way. The secret is shown
 * once; `sessionToken` holds its hash.
 */
export class Sessions {
  readonly #insert: Statement<SessionRow>
  readonly #ofPerson: Statement<SessionRow>
  readonly #sweep: Statement<never>
  readonly #makeRoom: Statement<never>
  readonly #delete: Statement<never>
  readonly #deleteByHash: Statement<never>
  readonly #deleteAllBut: Statement<never>

  constructor(sql: Sql) {
    this.#insert = sql.prepare(
      `INSERT INTO sessions (sessionToken, userId, expires, user_agent, created_at, last_used_at)
       VALUES (?, ?, ?, ?, ${SQL_NOW}, ${SQL_NOW}) RETURNING *`,
    )
    this.#ofPerson = sql.prepare(
      `SELECT * FROM sessions WHERE userId = ? AND expires > ?
       ORDER BY coalesce(last_used_at, created_at) DESC, id`,
    )
    this.#sweep = sql.prepare('DELETE FROM sessions WHERE expires <= ?')
    this.#makeRoom = sql.prepare(
      `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE userId = ?
       ORDER BY coalesce(last_used_at, created_at) DESC, rowid DESC LIMIT -1 OFFSET ${MOST_SESSIONS - 1})`,
    )
    this.#delete = sql.prepare('DELETE FROM sessions WHERE id = ? AND userId = ?')
    this.#deleteByHash = sql.prepare('DELETE FROM sessions WHERE sessionToken = ?')
    this.#deleteAllBut = sql.prepare('DELETE FROM sessions WHERE userId = ? AND id <> ?')
  }

  /** Belongs in a unit of work. The secret is nowhere else afterwards. */
  create(personId: string, { userAgent }: NewSession): { secret: string; row: SessionRow } {
    const now = Date.now()
    this.#sweep.run(new Date(now).toISOString())
    this.#makeRoom.run(personId)
    const secret = newSecret('session')
    const expires = new Date(now + SESSION_LIFE).toISOString()
    const row = this.#insert.get(
      hashToken(secret),
      personId,
      expires,
      userAgent === null ? null : userAgent.slice(0, LONGEST_USER_AGENT).toWellFormed(),
    ) as SessionRow
    return { secret, row }
  }

  /** Those that still hold, the one that was used last first. */
  ofPerson(personId: string): SessionRow[] {
    return this.#ofPerson.all(personId, new Date().toISOString())
  }

  /** @returns whether the person had it */
  revoke(id: string, personId: string): boolean {
    return this.#delete.run(id, personId).changes > 0
  }

  /** Ends the session with this secret, whosoever it is. @returns whether there was one */
  end(secret: string): boolean {
    return this.#deleteByHash.run(hashToken(secret)).changes > 0
  }

  revokeAll(personId: string): void {
    this.revokeAllBut(personId, '')
  }

  /** @param id of the session that stays */
  revokeAllBut(personId: string, id: string): void {
    this.#deleteAllBut.run(personId, id)
  }
}
