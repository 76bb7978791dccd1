import type { Statement } from '../database/port.ts'
import { toSqliteTime } from '../database/time.ts'
import type { AuthDatabase } from './auth-database.ts'
import { SESSION_LIFE } from './sessions.ts'
import type { CredentialKind } from './token-secret.ts'

/** `last_used_at` is written at most so often for one credential; milliseconds. */
const PRECISION = 60_000
/** How long uses are collected before one unit of work writes them all; milliseconds. */
const COLLECT_FOR = 1_000
/** Credentials in one unit of work: about 2 ms, in which nobody else is served. */
const LARGEST_UNIT = 1_000
/** A session's end moves once it could move by so much; milliseconds. */
const SLIDES_BY = 24 * 60 * 60_000

/** A credential by its row. */
export interface UsedCredential {
  readonly kind: CredentialKind
  readonly id: string
}

/**
 * Writes down when tokens and sessions were last used, off the path of the
 * answers: a request compares two texts, and adds to a map about once a minute.
 * All that are due share one commit, at most one a second, because with
 * DURABILITY=full each commit syncs. In the same unit a used session's end moves
 * on, once a day, so that it ends 30 days after its last use.
 *
 * Nobody waits for it. A use that a crash or a busy file loses is noted again at
 * the next request.
 */
export class CredentialUse {
  readonly #database: AuthDatabase
  readonly #useToken: Statement<never>
  readonly #useSession: Statement<never>
  /** By id: those of tokens and sessions are random, and never the same. */
  readonly #due = new Map<string, CredentialKind>()
  /** Whoever was used later than this is not due; moves once a second. */
  #threshold = ''
  #thresholdAt = Number.NEGATIVE_INFINITY

  constructor(database: AuthDatabase) {
    this.#database = database
    this.#useToken = database.sql.prepare('UPDATE api_tokens SET last_used_at = ? WHERE id = ?')
    // One that has ended meanwhile must not come back to life.
    this.#useSession = database.sql.prepare(
      `UPDATE sessions SET last_used_at = ?, expires = CASE WHEN expires < ? THEN ? ELSE expires END
       WHERE id = ? AND expires > ?`,
    )
  }

  /** @param lastUsedAt as the credential's row has it */
  readonly note = ({ kind, id }: UsedCredential, lastUsedAt: string | null): void => {
    const now = performance.now()
    if (now - this.#thresholdAt > COLLECT_FOR) {
      this.#thresholdAt = now
      this.#threshold = toSqliteTime(new Date(Date.now() - PRECISION))
    }
    if (lastUsedAt !== null && lastUsedAt > this.#threshold) return
    if (this.#due.size === 0) this.#writeSoon()
    this.#due.set(id, kind)
  }

  #writeSoon(): void {
    // The timer does not hold the process: its last second of uses is not worth waiting for.
    setTimeout(() => this.#write(), COLLECT_FOR).unref()
  }

  #write(): void {
    const used = [...this.#due.entries().take(LARGEST_UNIT)]
    for (const [id] of used) this.#due.delete(id)
    if (this.#due.size > 0) this.#writeSoon()
    const now = Date.now()
    this.#database
      .write(() => {
        for (const [id, kind] of used) {
          if (kind === 'token') this.#useToken.run(toSqliteTime(new Date(now)), id)
          else this.#prolong(id, now)
        }
      })
      .catch(() => undefined)
  }

  #prolong(id: string, now: number): void {
    const end = now + SESSION_LIFE
    this.#useSession.run(toSqliteTime(new Date(now)), iso(end - SLIDES_BY), iso(end), id, iso(now))
  }
}

/** As Auth.js writes the end of a session. */
function iso(time: number): string {
  return new Date(time).toISOString()
}
