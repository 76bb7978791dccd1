import type { ModelContext } from './context.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { FileRow, Timestamp } from './rows.ts'

export type NewFile = Omit<FileRow, 'id' | 'created_at' | 'attached_at'>

/** What people have uploaded: its rows. The bytes lie elsewhere, see {@link Contents}. */
export class Files {
  readonly #context: ModelContext
  readonly #insert: Prepared<FileRow>
  readonly #keep: Prepared<never>
  readonly #findReadable: Prepared<FileRow>
  readonly #byId: Prepared<FileRow>
  readonly #countUnattached: Prepared<{ count: number }>
  readonly #attach: Prepared<never>
  readonly #delete: Prepared<never>

  constructor(context: ModelContext) {
    const { sql } = context
    this.#context = context
    this.#insert = prepared(
      sql,
      `INSERT INTO files (id, user_id, name, media_type, bytes, sha256, width, height, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
    )
    this.#keep = prepared(sql, 'DELETE FROM unused_contents WHERE sha256 = ?')
    this.#findReadable = prepared(
      sql,
      `SELECT f.* FROM files f WHERE f.id = +? AND CASE
         WHEN f.attached_at IS NULL THEN f.user_id = +?
         ELSE EXISTS (
           SELECT 1 FROM messages m
           JOIN room_members r ON r.room_id = m.room_id AND r.user_id = +?
           WHERE m.file_id = f.id
         ) END`,
    )
    this.#byId = prepared(
      sql,
      `SELECT f.* FROM json_each(+?) AS page CROSS JOIN files f WHERE f.id = page.value`,
    )
    this.#countUnattached = prepared(
      sql,
      'SELECT count(*) AS count FROM files WHERE user_id = ? AND attached_at IS NULL',
    )
    this.#attach = prepared(
      sql,
      'UPDATE files SET attached_at = ? WHERE id = ? AND attached_at IS NULL',
    )
    this.#delete = prepared(sql, 'DELETE FROM files WHERE id = ? AND attached_at IS NULL')
  }

  /** Records an upload whose content lies where it belongs, synced. */
  create(file: NewFile): FileRow {
    return this.#context.sql.transaction(() => {
      this.#keep().run(file.sha256)
      return this.#insert().get(
        this.#context.newId(),
        file.user_id,
        file.name,
        file.media_type,
        file.bytes,
        file.sha256,
        file.width,
        file.height,
        this.#context.now(),
      ) as FileRow
    })
  }

  /**
   * The file if this user may read it now: while no message has ever referred to it, who uploaded
   * it; from then on the members of the rooms in which such a message stands.
   */
  findReadable(id: string, userId: string): FileRow | null {
    return this.#findReadable().get(id, userId, userId)
  }

  /** Those of these ids that there are, by id; in one statement. */
  byId(ids: readonly string[]): ReadonlyMap<string, FileRow> {
    if (ids.length === 0) return new Map()
    return new Map(
      this.#byId()
        .all(JSON.stringify(ids))
        .map((row) => [row.id, row]),
    )
  }

  /** How many the user has uploaded that no message refers to yet. */
  countUnattached(userId: string): number {
    return this.#countUnattached().get(userId)?.count ?? 0
  }

  /** Notes that a message refers to it; belongs in the unit that writes the message. */
  attach(id: string, at: Timestamp): void {
    this.#attach().run(at, id)
  }

  /** Deletes an upload that no message refers to. @returns whether there was one */
  deleteUnattached(id: string): boolean {
    return this.#delete().run(id).changes > 0
  }
}
