import type { ModelContext } from './context.ts'
import type { Events } from './events.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { Timestamp } from './rows.ts'

/** What one unit of work looks at and deletes at the most: a few milliseconds. */
const ROOMS = 200
const MESSAGES = 100

interface RoomAge {
  readonly id: number
  /** When the oldest message in it was sent. */
  readonly oldest: Timestamp | null
}

/** Erases messages that are older than a workspace keeps them. */
export class Expiry {
  readonly #context: ModelContext
  readonly #events: Events
  readonly #ages: Prepared<RoomAge>
  readonly #delete: Prepared<{ id: number }>

  constructor(context: ModelContext, events: Events) {
    const { sql } = context
    this.#context = context
    this.#events = events
    // In a room messages have their ids in the order of time, so the first one tells.
    this.#ages = prepared(
      sql,
      `SELECT r.id, (
         SELECT m.created_at FROM messages m WHERE m.room_id = r.id ORDER BY m.id LIMIT 1
       ) AS oldest
       FROM rooms r WHERE r.id > +? ORDER BY r.id LIMIT +?`,
    )
    // The oldest first, so that nobody counts replies to what is left. What hangs on a message
    // goes by the cascades and triggers of the schema.
    this.#delete = prepared(
      sql,
      `DELETE FROM messages WHERE created_at < +? AND id IN (
         SELECT id FROM messages WHERE room_id = +? ORDER BY id LIMIT +?
       ) RETURNING id`,
    )
  }

  /**
   * Deletes some messages that were sent before then, tombstones and notices too, without a trace.
   * Be sure to give each call a unit of its own.
   *
   * @param after the room to go on behind; 0 at first
   * @returns where the next call has to go on, null when it is done; and how many went
   */
  deleteSome(before: Timestamp, after: number): { after: number | null; deleted: number } {
    return this.#context.sql.transaction(() => {
      const rooms = this.#ages().all(after, ROOMS)
      let deleted = 0
      let done = after
      for (const { id, oldest } of rooms) {
        if (oldest !== null && oldest < before) {
          const gone = this.#delete().all(before, id, MESSAGES - deleted)
          for (const { id: message_id } of gone) {
            this.#events.append('message.erased', { room_id: id, message_id })
          }
          deleted += gone.length
          if (deleted === MESSAGES) return { after: done, deleted }
        }
        done = id
      }
      return { after: rooms.length < ROOMS ? null : done, deleted }
    })
  }
}
