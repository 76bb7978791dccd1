import type { ModelContext } from './context.ts'
import { IdempotencyKeyReused } from './errors.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { IdempotencyKeyRow } from './rows.ts'

/** A request that may be sent again: whose it is, what it asks for, and under which key. */
export interface Attempt {
  readonly userId: string
  readonly operation: string
  readonly key: string
  /** The same for the same request only. */
  readonly requestHash: string
}

/** What has expired is removed at every so many-th key, twice as much as has come meanwhile. */
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
  readonly #find: Prepared<Pick<IdempotencyKeyRow, 'request_hash' | 'resource_id'>>
  readonly #insert: Prepared<never>
  readonly #sweep: Prepared<never>

  constructor(context: ModelContext) {
    const { sql } = context
    this.#context = context
    this.#find = prepared(
      sql,
      `SELECT request_hash, resource_id FROM idempotency_keys
       WHERE user_id = ? AND operation = ? AND key = ? AND created_at > ${A_DAY_AGO}`,
    )
    // An expired row with the key makes room, and the new one gets an id of its own time.
    this.#insert = prepared(
      sql,
      `INSERT OR REPLACE INTO idempotency_keys
         (user_id, operation, key, request_hash, resource_id, created_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
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
  find({ userId, operation, key, requestHash }: Attempt): number | null {
    const known = this.#find().get(userId, operation, key, this.#context.now())
    if (known === null) return null
    if (known.request_hash !== requestHash) throw new IdempotencyKeyReused()
    return known.resource_id
  }

  /** Notes what the request has made, and removes a few notes that have expired. */
  remember({ userId, operation, key, requestHash }: Attempt, resourceId: number): void {
    const now = this.#context.now()
    const { lastInsertRowid } = this.#insert().run(
      userId,
      operation,
      key,
      requestHash,
      resourceId,
      now,
    )
    if (lastInsertRowid % SWEEP_EVERY === 0) this.#sweep().run(SWEEP, now)
  }
}
