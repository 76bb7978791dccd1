import type { ModelContext } from './context.ts'
import { TooManyEmoji } from './errors.ts'
import type { Events } from './events.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { PublicUserColumns } from './public-user.ts'
import type { EventType, MessageRow, ReactionRow, ReactionUserRow, Timestamp } from './rows.ts'

/** Different emoji under one message. */
export const MOST_EMOJI = 50

/** An emoji under a message, and whether the one who looks has chosen it. */
export interface ReactionSeen {
  readonly emoji: string
  readonly count: number
  readonly me: boolean
}

type ReactionOfPage = Pick<ReactionRow, 'id' | 'message_id' | 'emoji' | 'count'> & { me: 0 | 1 }

export type ReactionUser = Pick<ReactionUserRow, 'user_id' | 'created_at'> & PublicUserColumns

/** The emoji under messages. An emoji that nobody chooses any more leaves no row. */
export class Reactions {
  readonly #context: ModelContext
  readonly #events: Events
  readonly #find: Prepared<ReactionRow>
  readonly #insert: Prepared<ReactionRow>
  readonly #insertUser: Prepared<never>
  readonly #deleteUser: Prepared<never>
  readonly #count: Prepared<never>
  readonly #delete: Prepared<never>
  readonly #countEmoji: Prepared<never>
  readonly #erase: Prepared<never>
  readonly #ofMessages: Prepared<ReactionOfPage>
  readonly #users: Prepared<ReactionUser>

  constructor(context: ModelContext, events: Events) {
    const { sql } = context
    this.#context = context
    this.#events = events
    this.#find = prepared(sql, 'SELECT * FROM message_reactions WHERE message_id = ? AND emoji = ?')
    this.#insert = prepared(
      sql,
      'INSERT INTO message_reactions (message_id, emoji, count) VALUES (?, ?, 0) RETURNING *',
    )
    this.#insertUser = prepared(
      sql,
      `INSERT INTO message_reaction_users (reaction_id, user_id, created_at) VALUES (?, ?, ?)
       ON CONFLICT (reaction_id, user_id) DO NOTHING`,
    )
    this.#deleteUser = prepared(
      sql,
      'DELETE FROM message_reaction_users WHERE reaction_id = ? AND user_id = ?',
    )
    this.#count = prepared(sql, 'UPDATE message_reactions SET count = count + ? WHERE id = ?')
    this.#delete = prepared(sql, 'DELETE FROM message_reactions WHERE id = ?')
    this.#countEmoji = prepared(
      sql,
      'UPDATE messages SET emoji_count = emoji_count + ? WHERE id = ?',
    )
    this.#erase = prepared(sql, 'DELETE FROM message_reactions WHERE message_id = ?')
    this.#ofMessages = prepared(
      sql,
      `SELECT r.id, r.message_id, r.emoji, r.count, EXISTS (
         SELECT 1 FROM message_reaction_users u WHERE u.reaction_id = r.id AND u.user_id = +?
       ) AS me
       FROM json_each(+?) AS page CROSS JOIN message_reactions r WHERE r.message_id = page.value`,
    )
    this.#users = prepared(
      sql,
      `SELECT r.user_id, r.created_at, u.username, u.name, u.avatar_url
       FROM message_reaction_users r JOIN users u ON u.id = r.user_id
       WHERE r.reaction_id = +? AND r.user_id > +? ORDER BY r.user_id LIMIT +?`,
    )
  }

  /**
   * Puts the user's emoji under a message. Doing it twice is harmless.
   *
   * @returns whether it is new
   * @throws TooManyEmoji when it would be one more than {@link MOST_EMOJI}
   */
  add(
    message: MessageRow,
    emoji: string,
    userId: string,
    at: Timestamp = this.#context.now(),
  ): boolean {
    return this.#context.sql.transaction(() => {
      const { id } = this.#find().get(message.id, emoji) ?? this.#begin(message, emoji)
      if (this.#insertUser().run(id, userId, at).changes === 0) return false
      this.#count().run(1, id)
      this.#tell('reaction.added', message, emoji, userId)
      return true
    })
  }

  /** Takes it away again. @returns whether it was there */
  remove(message: MessageRow, emoji: string, userId: string): boolean {
    return this.#context.sql.transaction(() => {
      const reaction = this.#find().get(message.id, emoji)
      if (reaction === null) return false
      if (this.#deleteUser().run(reaction.id, userId).changes === 0) return false
      if (reaction.count > 1) {
        this.#count().run(-1, reaction.id)
      } else {
        this.#delete().run(reaction.id)
        this.#countEmoji().run(-1, message.id)
      }
      this.#tell('reaction.removed', message, emoji, userId)
      return true
    })
  }

  /** Takes all of them away. Belongs in the unit that deletes the message. */
  erase(messageId: number): void {
    this.#erase().run(messageId)
  }

  /** The reactions to these messages, by message, in the order in which they came up; in one statement. */
  ofMessages(ids: readonly number[], viewerId: string): ReadonlyMap<number, ReactionSeen[]> {
    const found = new Map<number, ReactionSeen[]>()
    if (ids.length === 0) return found
    const rows = this.#ofMessages().all(viewerId, JSON.stringify(ids))
    // The index has them in the order of their code points.
    for (const { message_id, emoji, count, me } of rows.sort((a, b) => a.id - b.id)) {
      const reactions = found.get(message_id) ?? []
      if (reactions.length === 0) found.set(message_id, reactions)
      reactions.push({ emoji, count, me: me === 1 })
    }
    return found
  }

  /** Who chose the emoji: at most `limit`, in the order of their ids, from the first one behind `after`. */
  users(messageId: number, emoji: string, after: string, limit: number): ReactionUser[] {
    const reaction = this.#find().get(messageId, emoji)
    return reaction === null ? [] : this.#users().all(reaction.id, after, limit)
  }

  #tell(type: EventType, { id, room_id }: MessageRow, detail: string, user_id: string): void {
    this.#events.append(type, { room_id, message_id: id, user_id, detail })
  }

  #begin(message: MessageRow, emoji: string): ReactionRow {
    if (message.emoji_count >= MOST_EMOJI) throw new TooManyEmoji()
    this.#countEmoji().run(1, message.id)
    return this.#insert().get(message.id, emoji) as ReactionRow
  }
}
