import type { ModelContext } from './context.ts'
import { IdempotencyKeyReused } from './errors.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { IdempotencyKeyRow, Timestamp } from './rows.ts'

/** A request that may be sent again. */
export interface Attempt {
  readonly key: string
  /** A digest of who asks, and for which operation. */
  readonly scope: string
  /** A digest of what they ask for. */
  readonly request: string
}

/** At every so many-th key this many of the oldest are looked at: twice as many as came meanwhile. */
const SWEEP_EVERY = 16
const SWEEP = 2 * SWEEP_EVERY

const A_DAY_AGO = `strftime('%Y-%m-%d %H:%M:%f', ?, '-1 day')`

/**
 * What was made under an Idempotency-Key within the last 24 hours. Both calls belong in the unit
 * of work that makes it: units run one after another, so of two equal requests the second finds
 * what the first has made.
 */
export class IdempotencyKeys {
  readonly #context: ModelContext
  readonly #find: Prepared<Pick<IdempotencyKeyRow, 'request' | 'resource_id'>>
  readonly #insert: Prepared<never>
  readonly #sweep: Prepared<never>

  constructor(context: ModelContext) {
    const { sql } = context
    this.#context = context
    this.#find = prepared(
      sql,
      `SELECT request, resource_id FROM idempotency_keys
       WHERE key = ? AND scope = ? AND created_at > ${A_DAY_AGO}`,
    )
    // One that has expired makes room, and the new row gets an id of its own time.
    this.#insert = prepared(
      sql,
      `INSERT OR REPLACE INTO idempotency_keys (key, scope, request, resource_id, created_at)
       VALUES (?, ?, ?, ?, ?)`,
    )
    this.#sweep = prepared(
      sql,
      `DELETE FROM idempotency_keys
       WHERE id < (SELECT min(id) FROM idempotency_keys) + ? AND created_at <= ${A_DAY_AGO}`,
    )
  }

  /**
   * @returns the id of what the same request has made before, null at the first time
   * @throws IdempotencyKeyReused when the key stands for another request
   */
  find({ key, scope, request }: Attempt): number | null {
    const known = this.#find().get(key, scope, this.#context.now())
    if (known === null) return null
    if (known.request !== request) throw new IdempotencyKeyReused()
    return known.resource_id
  }

  /**
   * Notes what the request has made, and now and then removes a few notes that have expired.
   *
   * @param at when it was made
   */
  remember({ key, scope, request }: Attempt, resourceId: number, at: Timestamp): void {
    const { lastInsertRowid } = this.#insert().run(key, scope, request, resourceId, at)
    if (lastInsertRowid % SWEEP_EVERY === 0) this.#sweep().run(SWEEP, at)
  }
}
