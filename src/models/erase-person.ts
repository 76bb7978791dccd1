import type { ModelContext } from './context.ts'
import { type Prepared, prepared } from './prepared.ts'

/** The rows stay, and belong to the tombstone. */
const STAYS = null

/**
 * What becomes of what refers to somebody who is erased, by the column that does: a statement
 * with the user's id as its only parameter, or {@link STAYS}. A table that refers to `users`
 * without a line here fails test/models/erase-person.test.ts.
 */
export const WHAT_REFERS_TO_PEOPLE: Readonly<Record<string, string | null>> = {
  'rooms.created_by': STAYS,
  // Their words stay with whoever they were written to.
  'messages.user_id': STAYS,
  // What they sent stays, as their words do.
  'files.user_id': 'DELETE FROM files WHERE user_id = ? AND attached_at IS NULL',
  // Of direct rooms. Group rooms they have left before, because that can need a new admin.
  'room_members.user_id': STAYS,
  // That somebody was mentioned, or reacted, is part of what others wrote and see counted.
  'message_mentions.user_id': STAYS,
  'message_reaction_users.user_id': STAYS,
}

/** Every column of `users` that may say who somebody is, with what it says of nobody. */
const TOMBSTONE = `UPDATE users SET
    auth_id = NULL, email = NULL, avatar_url = NULL, emailVerified = NULL, image = NULL,
    password_hash = NULL, name = 'Deleted user', username = ?, left_at = coalesce(left_at, ?)
  WHERE id = ?`

/** Makes a tombstone of a person: something to write beside their messages, and nobody. */
export class ErasePerson {
  readonly #context: ModelContext
  readonly #tombstone: Prepared<never>
  readonly #isTaken: Prepared<{ found: 1 }>
  readonly #others: readonly Prepared<never>[]

  constructor(context: ModelContext) {
    const { sql } = context
    this.#context = context
    this.#tombstone = prepared(sql, TOMBSTONE)
    this.#isTaken = prepared(sql, 'SELECT 1 AS found FROM users WHERE username = ?')
    this.#others = Object.values(WHAT_REFERS_TO_PEOPLE)
      .filter((statement) => statement !== STAYS)
      .map((statement) => prepared(sql, statement))
  }

  erase(userId: string): void {
    for (const statement of this.#others) statement().run(userId)
    this.#tombstone().run(this.#username(), this.#context.now(), userId)
  }

  #username(): string {
    for (;;) {
      const username = `deleted-${this.#context.newId().slice(0, 8)}`
      if (this.#isTaken().get(username) === null) return username
    }
  }
}
