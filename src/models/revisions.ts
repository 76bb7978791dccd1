import type { ModelContext } from './context.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { MessageRow, RevisionRow } from './rows.ts'

/**
 * Earlier texts of one message that are kept beside its first one: they go with the message in
 * one unit of work, which has to stay small.
 */
const KEPT = 100

/** What messages said before they were edited. The text that is shown now is in the message. */
export class Revisions {
  readonly #keep: Prepared<never>
  readonly #trim: Prepared<never>
  readonly #before: Prepared<RevisionRow>
  readonly #erase: Prepared<never>

  constructor({ sql }: ModelContext) {
    this.#keep = prepared(
      sql,
      `INSERT INTO message_revisions (message_id, revision, content, created_at)
       VALUES (?, ?, ?, ?)`,
    )
    this.#trim = prepared(
      sql,
      'DELETE FROM message_revisions WHERE message_id = ? AND revision BETWEEN 2 AND ?',
    )
    this.#before = prepared(
      sql,
      `SELECT * FROM message_revisions WHERE message_id = +? AND revision < +?
       ORDER BY revision DESC LIMIT +?`,
    )
    this.#erase = prepared(sql, 'DELETE FROM message_revisions WHERE message_id = ?')
  }

  /** Keeps the text of a message that is about to get another one. Belongs in the unit that does. */
  keep(message: MessageRow): void {
    const { message_id, revision, content, created_at } = current(message)
    this.#keep().run(message_id, revision, content, created_at)
    if (revision > KEPT + 1) this.#trim().run(message_id, revision - KEPT)
  }

  /** The newest `limit` texts of a message before a revision (null: of all), the present one included. */
  page(message: MessageRow, before: number | null, limit: number): RevisionRow[] {
    if (message.deleted_at !== null) return []
    const older = this.#before().all(message.id, before ?? Number.MAX_SAFE_INTEGER, limit)
    if (before !== null && before <= message.revision) return older
    return [current(message), ...older].slice(0, limit)
  }

  erase(messageId: number): void {
    this.#erase().run(messageId)
  }
}

function current({ id, revision, content, created_at, edited_at }: MessageRow): RevisionRow {
  return { message_id: id, revision, content, created_at: edited_at ?? created_at }
}
