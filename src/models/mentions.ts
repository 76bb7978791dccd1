import type { ModelContext } from './context.ts'
import { parseMentions, withoutPunctuation } from './parse-mentions.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { MessageWithUser } from './public-user.ts'
import type { MentionRow, MessageRow } from './rows.ts'

/**
 * Names of a message that are looked up, and the people of a room that `@room` mentions: each is
 * a row on a page of its own, and a unit of work has to stay small.
 */
export const MOST_NAMES = 50
export const LARGEST_MENTIONED_ROOM = 100

/** Who is mentioned by which message. Only members of its room are, and never its author. */
export class Mentions {
  readonly #insert: Prepared<never>
  readonly #erase: Prepared<never>
  readonly #member: Prepared<{ id: string }>
  readonly #members: Prepared<{ user_id: string }>
  readonly #ofMessages: Prepared<Pick<MentionRow, 'message_id' | 'user_id'>>
  readonly #before: Prepared<MessageWithUser>

  constructor({ sql }: ModelContext) {
    this.#insert = prepared(
      sql,
      'INSERT INTO message_mentions (user_id, room_id, message_id) VALUES (?, ?, ?)',
    )
    this.#erase = prepared(sql, 'DELETE FROM message_mentions WHERE message_id = ?')
    this.#member = prepared(
      sql,
      `SELECT u.id FROM users u JOIN room_members m ON m.user_id = u.id
       WHERE u.username = +? AND m.room_id = +?`,
    )
    this.#members = prepared(sql, 'SELECT user_id FROM room_members WHERE room_id = +? LIMIT +?')
    this.#ofMessages = prepared(
      sql,
      `SELECT m.message_id, m.user_id FROM json_each(+?) AS page
       CROSS JOIN message_mentions m WHERE m.message_id = page.value`,
    )
    this.#before = prepared(
      sql,
      `SELECT m.*, u.username, u.name, u.avatar_url FROM message_mentions mine
       CROSS JOIN room_members r ON r.room_id = mine.room_id AND r.user_id = mine.user_id
       CROSS JOIN messages m ON m.id = mine.message_id
       LEFT JOIN users u ON u.id = m.user_id
       WHERE mine.user_id = +? AND mine.message_id < +? ORDER BY mine.message_id DESC LIMIT +?`,
    )
  }

  /** The ids of those whom a text of this author mentions in the room, each once. */
  find(content: string, roomId: number, authorId: string | null): string[] {
    const { names, room } = parseMentions(content)
    const found = new Set<string>()
    if (room) {
      const members = this.#members().all(roomId, LARGEST_MENTIONED_ROOM + 1)
      if (members.length <= LARGEST_MENTIONED_ROOM) {
        for (const { user_id } of members) found.add(user_id)
      }
    }
    for (const name of [...names].slice(0, MOST_NAMES)) {
      const member = this.#findMember(name, roomId)
      if (member !== null) found.add(member)
    }
    if (authorId !== null) found.delete(authorId)
    return [...found]
  }

  /** Writes down whom a new message mentions. Belongs in the unit that makes it. */
  add({ id, room_id }: MessageRow, users: readonly string[]): void {
    for (const user of users) this.#insert().run(user, room_id, id)
  }

  erase(messageId: number): void {
    this.#erase().run(messageId)
  }

  /** The ids of whom these messages mention, by message, in one statement. */
  ofMessages(ids: readonly number[]): ReadonlyMap<number, string[]> {
    const found = new Map<number, string[]>()
    if (ids.length === 0) return found
    for (const { message_id, user_id } of this.#ofMessages().all(JSON.stringify(ids))) {
      const users = found.get(message_id)
      if (users === undefined) found.set(message_id, [user_id])
      else users.push(user_id)
    }
    return found
  }

  /** The newest `limit` messages before an id (null: of all) that mention the user, in rooms that they are in. */
  page(userId: string, before: number | null, limit: number): MessageWithUser[] {
    return this.#before().all(userId, before ?? Number.MAX_SAFE_INTEGER, limit)
  }

  #findMember(name: string, roomId: number): string | null {
    const exact = this.#member().get(name, roomId)
    if (exact !== null) return exact.id
    const word = withoutPunctuation(name)
    return word === name ? null : (this.#member().get(word, roomId)?.id ?? null)
  }
}
