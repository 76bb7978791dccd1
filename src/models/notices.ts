import type { ModelContext } from './context.ts'
import type { Events } from './events.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { RoomVisibility } from './rows.ts'

/** What can happen in a group room that its members are told of between its messages. */
export type Notice =
  | { readonly event: 'member_joined' | 'member_left' }
  | { readonly event: 'member_added' | 'member_removed'; readonly user_id: string }
  | { readonly event: 'room_renamed'; readonly name: string }
  | { readonly event: 'topic_changed'; readonly topic: string | null }
  | { readonly event: 'visibility_changed'; readonly visibility: RoomVisibility }
  | { readonly event: 'room_archived' | 'room_unarchived' }

/**
 * Messages that nobody wrote. They hold ids rather than sentences, so that each client says it in
 * its own language, and count neither as unread nor as a mention.
 */
export class Notices {
  readonly #context: ModelContext
  readonly #events: Events
  readonly #insert: Prepared<never>

  constructor(context: ModelContext, events: Events) {
    this.#context = context
    this.#events = events
    this.#insert = prepared(
      context.sql,
      `INSERT INTO messages (room_id, user_id, content, notice, created_at)
       VALUES (?, ?, '', ?, ?)`,
    )
  }

  /** @param userId who did it. @throws ForeignKeyViolation when there is no such room or user */
  add(roomId: number, userId: string, notice: Notice): void {
    this.#context.sql.transaction(() => {
      const { lastInsertRowid } = this.#insert().run(
        roomId,
        userId,
        JSON.stringify(notice),
        this.#context.now(),
      )
      this.#events.append('message.created', { room_id: roomId, message_id: lastInsertRowid })
    })
  }
}
