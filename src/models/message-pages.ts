import type { Sql } from '../database/port.ts'
import { MESSAGE_WITH_USER } from './message-with-user.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { MessageWithUser } from './public-user.ts'

/**
 * Pages of the messages of one room, or of the replies to one message. Every page is newest
 * first, by id: ids only grow, while two messages may share a millisecond. Deleted messages stay
 * in the pages as tombstones.
 */
export class MessagePages {
  readonly #before: Prepared<MessageWithUser>
  readonly #after: Prepared<MessageWithUser>
  readonly #anyBefore: Prepared<{ found: 1 }>
  readonly #anyAfter: Prepared<{ found: 1 }>

  /** @param column what the messages of a list share */
  constructor(sql: Sql, column: 'room_id' | 'reply_to_id') {
    this.#before = prepared(
      sql,
      `${MESSAGE_WITH_USER} WHERE m.${column} = +? AND m.id < +? ORDER BY m.id DESC LIMIT +?`,
    )
    this.#after = prepared(
      sql,
      `${MESSAGE_WITH_USER} WHERE m.${column} = +? AND m.id > +? ORDER BY m.id LIMIT +?`,
    )
    this.#anyBefore = prepared(
      sql,
      `SELECT 1 AS found FROM messages WHERE ${column} = +? AND id < +? LIMIT 1`,
    )
    this.#anyAfter = prepared(
      sql,
      `SELECT 1 AS found FROM messages WHERE ${column} = +? AND id > +? LIMIT 1`,
    )
  }

  /** The newest `limit` messages older than `beforeId`, or the newest of all when it is null. */
  before(list: number, beforeId: number | null, limit: number): MessageWithUser[] {
    return this.#before().all(list, beforeId ?? Number.MAX_SAFE_INTEGER, limit)
  }

  /** The oldest `limit` messages newer than `afterId`: the next page forwards, newest first too. */
  after(list: number, afterId: number, limit: number): MessageWithUser[] {
    return this.#after().all(list, afterId, limit).reverse()
  }

  /**
   * At most `limit` messages about the position `id`, the message itself among them if it is in
   * the list. Each side gets half, and what the other side cannot fill.
   */
  around(list: number, id: number, limit: number): MessageWithUser[] {
    const newer = this.after(list, id, limit)
    const rest = this.#before().all(list, id + 1, limit)
    const share = Math.min(newer.length, Math.max(Math.floor(limit / 2), limit - rest.length))
    return [...newer.slice(newer.length - share), ...rest.slice(0, limit - share)]
  }

  /** Whether the list has a message older than `id`, that is, another page before it. */
  hasBefore(list: number, id: number): boolean {
    return this.#anyBefore().get(list, id) !== null
  }

  hasAfter(list: number, id: number): boolean {
    return this.#anyAfter().get(list, id) !== null
  }
}
