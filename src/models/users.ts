import type { SqlValue } from '../database/port.ts'
import type { ModelContext } from './context.ts'
import type { Events } from './events.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { EventType, UserRow } from './rows.ts'

/** What may be said of a new user. Everything may be left out; `id` is then generated. */
export type NewUser = Partial<UserRow>

/** The columns that may change. What is absent or undefined stays; null clears. */
export type UserPatch = Partial<Omit<UserRow, 'id' | 'created_at'>>

/** The people of one workspace. `auth_id` ties a row to the person in the auth database. */
export class Users {
  readonly #context: ModelContext
  readonly #events: Events
  readonly #insert: Prepared<UserRow>
  readonly #findById: Prepared<UserRow>
  readonly #findAll: Prepared<UserRow>
  readonly #findByEmail: Prepared<UserRow>
  readonly #findByAuthId: Prepared<UserRow>
  readonly #findByUsername: Prepared<UserRow>
  readonly #list: Prepared<UserRow>
  readonly #update: Prepared<UserRow>

  constructor(context: ModelContext, events: Events) {
    const { sql } = context
    this.#context = context
    this.#events = events
    this.#insert = prepared(
      sql,
      `INSERT INTO users
         (id, auth_id, username, email, avatar_url, name, emailVerified, image, password_hash,
          created_at, left_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
    )
    this.#findById = prepared(sql, 'SELECT * FROM users WHERE id = ?')
    this.#findAll = prepared(
      sql,
      'SELECT u.* FROM json_each(+?) AS page CROSS JOIN users u ON u.id = page.value',
    )
    this.#findByEmail = prepared(sql, 'SELECT * FROM users WHERE email = ? COLLATE NOCASE')
    this.#findByAuthId = prepared(sql, 'SELECT * FROM users WHERE auth_id = ?')
    this.#findByUsername = prepared(sql, 'SELECT * FROM users WHERE username = ?')
    this.#list = prepared(
      sql,
      `SELECT * FROM users WHERE id > +? AND left_at IS NULL ORDER BY id LIMIT +?`,
    )
    // One text for every patch, so that no SQL is ever built from the keys of an object.
    this.#update = prepared(
      sql,
      `UPDATE users SET
         auth_id = CASE WHEN ? THEN ? ELSE auth_id END,
         username = CASE WHEN ? THEN ? ELSE username END,
         email = CASE WHEN ? THEN ? ELSE email END,
         avatar_url = CASE WHEN ? THEN ? ELSE avatar_url END,
         name = CASE WHEN ? THEN ? ELSE name END,
         emailVerified = CASE WHEN ? THEN ? ELSE emailVerified END,
         image = CASE WHEN ? THEN ? ELSE image END,
         password_hash = CASE WHEN ? THEN ? ELSE password_hash END,
         left_at = CASE WHEN ? THEN ? ELSE left_at END
       WHERE id = ? RETURNING *`,
    )
  }

  /** @throws UniqueViolation when id, auth_id, username or email is taken */
  create(user: NewUser): UserRow {
    return this.#context.sql.transaction(() => {
      const created = this.#create(user)
      this.#events.append('user.added', { user_id: created.id })
      return created
    })
  }

  #create(user: NewUser): UserRow {
    return this.#insert().get(
      user.id ?? this.#context.newId(),
      user.auth_id ?? null,
      user.username ?? null,
      user.email ?? null,
      user.avatar_url ?? null,
      user.name ?? null,
      user.emailVerified ?? null,
      user.image ?? null,
      user.password_hash ?? null,
      user.created_at ?? this.#context.now(),
      user.left_at ?? null,
    ) as UserRow
  }

  findById(id: string): UserRow | null {
    return this.#findById().get(id)
  }

  /** Those of these ids that there are, in any order; in one statement. */
  findAll(ids: readonly string[]): UserRow[] {
    return ids.length === 0 ? [] : this.#findAll().all(JSON.stringify(ids))
  }

  /** Without regard to case; of two who differ in nothing else, the one who is written like that. */
  findByEmail(email: string): UserRow | null {
    return this.findAllByEmail(email)[0] ?? null
  }

  /** Everybody with this address in any case, whoever is written like that first. */
  findAllByEmail(email: string): UserRow[] {
    const rows = this.#findByEmail().all(email)
    return rows.sort((a, b) => Number(b.email === email) - Number(a.email === email))
  }

  findByAuthId(authId: string): UserRow | null {
    return this.#findByAuthId().get(authId)
  }

  findByUsername(username: string): UserRow | null {
    return this.#findByUsername().get(username)
  }

  /** At most `limit` users who have not left, in the order of their ids, from the first one behind `after`. */
  list({ after, limit }: { after: string | null; limit: number }): UserRow[] {
    return this.#list().all(after ?? '', limit)
  }

  /**
   * Changes the columns that the patch gives, and no others.
   * @returns the user as it is now, or null when there is none
   * @throws UniqueViolation when auth_id, username or email is taken
   */
  update(id: string, patch: UserPatch): UserRow | null {
    return this.#context.sql.transaction(() => {
      const before = this.findById(id)
      const updated = this.#patch(id, patch)
      const type = before && updated && whatHappened(before, updated)
      if (type) this.#events.append(type, { user_id: id })
      return updated
    })
  }

  #patch(id: string, patch: UserPatch): UserRow | null {
    return this.#update().get(
      ...given(patch.auth_id),
      ...given(patch.username),
      ...given(patch.email),
      ...given(patch.avatar_url),
      ...given(patch.name),
      ...given(patch.emailVerified),
      ...given(patch.image),
      ...given(patch.password_hash),
      ...given(patch.left_at),
      id,
    )
  }
}

/** What others can see of somebody, and by whom they are. */
const SHOWN = ['auth_id', 'username', 'name', 'avatar_url', 'email'] as const

/** @returns null when nobody could tell */
function whatHappened(before: UserRow, now: UserRow): EventType | null {
  if (before.left_at !== null && now.left_at === null) return 'user.added'
  if (before.left_at === null && now.left_at !== null) return 'user.removed'
  return SHOWN.some((column) => before[column] !== now[column]) ? 'user.updated' : null
}

/** The two parameters of one `CASE WHEN ? THEN ? …`: is it given, and what is it. */
function given(value: string | null | undefined): [0 | 1, SqlValue] {
  return value === undefined ? [0, null] : [1, value]
}
