import type { Statement } from '../database/port.ts'
import { toSqliteTime } from '../database/time.ts'
import type { AuthDatabase } from './auth-database.ts'

/** `last_used_at` is written at most so often for one token; milliseconds. */
const PRECISION = 60_000
/** How long uses are collected before one unit of work writes them all; milliseconds. */
const COLLECT_FOR = 1_000
/** Tokens in one unit of work: about 2 ms, in which nobody else is served. */
const LARGEST_UNIT = 1_000

/**
 * Writes down when tokens were last used, off the path of the answers: a request
 * compares two texts, and adds to a set about once a minute. All tokens that are
 * due share one commit, at most one a second, because with DURABILITY=full each
 * commit syncs.
 *
 * Nobody waits for it. A use that a crash or a busy file loses is noted again at
 * the next request.
 */
export class TokenUse {
  readonly #database: AuthDatabase
  readonly #update: Statement<never>
  readonly #due = new Set<string>()
  /** Whoever was used later than this is not due; moves once a second. */
  #threshold = ''
  #thresholdAt = Number.NEGATIVE_INFINITY

  constructor(database: AuthDatabase) {
    this.#database = database
    this.#update = database.sql.prepare('UPDATE api_tokens SET last_used_at = ? WHERE id = ?')
  }

  /** @param lastUsedAt as the token's row has it */
  readonly note = (tokenId: string, lastUsedAt: string | null): void => {
    const now = performance.now()
    if (now - this.#thresholdAt > COLLECT_FOR) {
      this.#thresholdAt = now
      this.#threshold = toSqliteTime(new Date(Date.now() - PRECISION))
    }
    if (lastUsedAt !== null && lastUsedAt > this.#threshold) return
    if (this.#due.size === 0) this.#writeSoon()
    this.#due.add(tokenId)
  }

  #writeSoon(): void {
    // The timer does not hold the process: its last second of uses is not worth waiting for.
    setTimeout(() => this.#write(), COLLECT_FOR).unref()
  }

  #write(): void {
    const tokens = [...this.#due.values().take(LARGEST_UNIT)]
    const now = toSqliteTime(new Date())
    for (const id of tokens) this.#due.delete(id)
    if (this.#due.size > 0) this.#writeSoon()
    this.#database
      .write(() => {
        for (const id of tokens) this.#update.run(now, id)
      })
      .catch(() => undefined)
  }
}
