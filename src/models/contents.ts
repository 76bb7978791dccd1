import type { ModelContext } from './context.ts'
import { type Prepared, prepared } from './prepared.ts'

/** An upload that no message refers to goes after a day. */
const A_DAY_AGO = `strftime('%Y-%m-%d %H:%M:%f', +?, '-1 day')`

/** In one unit of work, which holds everybody up. */
const AT_ONCE = 100

/**
 * The books about what lies in the directory `files` beside the database, by SHA-256. See
 * migration 0013 for their order; all of it belongs in units of work.
 */
export class Contents {
  readonly #context: ModelContext
  readonly #announce: Prepared<never>
  readonly #expire: Prepared<never>
  readonly #some: Prepared<{ sha256: string; used: 0 | 1 }>
  readonly #forget: Prepared<never>
  readonly #isDue: Prepared<{ due: 1 }>
  readonly #total: Prepared<{ bytes: number }>

  constructor(context: ModelContext) {
    const { sql } = context
    this.#context = context
    this.#announce = prepared(sql, 'INSERT OR IGNORE INTO unused_contents VALUES (?)')
    this.#expire = prepared(
      sql,
      `DELETE FROM files WHERE id IN (
         SELECT id FROM files WHERE attached_at IS NULL AND created_at <= ${A_DAY_AGO}
         ORDER BY created_at LIMIT ${AT_ONCE}
       )`,
    )
    this.#some = prepared(
      sql,
      `SELECT u.sha256, EXISTS (SELECT 1 FROM files f WHERE f.sha256 = u.sha256) AS used
       FROM unused_contents u WHERE u.sha256 > '' LIMIT ${AT_ONCE}`,
    )
    this.#forget = prepared(
      sql,
      'DELETE FROM unused_contents WHERE sha256 IN (SELECT value FROM json_each(?) AS page)',
    )
    this.#total = prepared(sql, 'SELECT bytes FROM files_total')
    this.#isDue = prepared(
      sql,
      `SELECT 1 AS due FROM unused_contents WHERE sha256 > ''
       UNION ALL SELECT 1 FROM files WHERE attached_at IS NULL AND created_at <= ${A_DAY_AGO}
       LIMIT 1`,
    )
  }

  /** Bytes that they take up, each once. */
  get bytes(): number {
    return this.#total().get()?.bytes ?? 0
  }

  /** Before a content is put there that no row has yet. */
  announce(sha256: string): void {
    this.#announce().run(sha256)
  }

  /** Deletes some of the uploads that nothing has referred to for a day. @returns how many */
  expire(): number {
    return this.#expire().run(this.#context.now()).changes
  }

  /** Some contents that may lie there and that nothing refers to. */
  unused(): string[] {
    for (;;) {
      const rows = this.#some().all()
      // An upload that came after the last row went has the content again.
      const used = rows.filter((row) => row.used === 1).map(({ sha256 }) => sha256)
      if (used.length > 0) this.forget(used)
      if (used.length === rows.length && rows.length > 0) continue
      return rows.filter((row) => row.used === 0).map(({ sha256 }) => sha256)
    }
  }

  /** After they were removed. */
  forget(contents: readonly string[]): void {
    this.#forget().run(JSON.stringify(contents))
  }

  /** Whether there is anything to expire or to remove. */
  isDue(): boolean {
    return this.#isDue().get(this.#context.now()) !== null
  }
}
