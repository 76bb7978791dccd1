import type { Durability } from '../../../src/config.ts'
import type { Statement } from '../../../src/database/port.ts'
import { SqliteDatabase } from '../../../src/database/sqlite-database.ts'
import { toSqliteTime } from '../../../src/database/time.ts'
import type { MessageWithUser } from '../../../src/models/public-user.ts'
import type { RoomOverviewRow } from '../../../src/models/room-list.ts'
import { SHARED_FILE_OWNER, sharedFileMigrations } from './shared-file-schema.ts'
import { newMessage, type RoomOf, type Store } from './store.ts'

const MESSAGE = `SELECT m.*, u.username, u.name, u.avatar_url
  FROM messages m LEFT JOIN users u ON u.tenant = m.tenant AND u.id = m.user_id`

interface Member {
  readonly id: string
  readonly username: string | null
  readonly name: string | null
  readonly avatar_url: string | null
}

/**
 * All workspaces in one SQLite file, on the same engine as ours: held statements, shared commits,
 * syncs off the event loop. Every statement names the workspace; nothing but that keeps them apart.
 */
export class SharedFileStore implements Store {
  readonly #db: SqliteDatabase<unknown>
  readonly #tenants: ReadonlyMap<string, number>
  readonly #member: Statement<Member>
  readonly #message: Statement<MessageWithUser>
  readonly #newest: Statement<MessageWithUser>
  readonly #rooms: Statement<RoomOverviewRow>
  readonly #search: Statement<MessageWithUser>
  readonly #insert: Statement<never>
  readonly #read: Statement<never>
  readonly #said: Statement<never>
  readonly #tell: Statement<never>
  readonly #mayEnter: Statement<{ found: 1 }>

  constructor(path: string, durability: Durability) {
    this.#db = new SqliteDatabase({
      path,
      owner: SHARED_FILE_OWNER,
      migrations: sharedFileMigrations,
      durability,
    })
    const { sql } = this.#db
    const tenants = sql.prepare<{ number: number; id: string }>('SELECT * FROM tenants').all()
    this.#tenants = new Map(tenants.map(({ number, id }) => [id, number]))
    this.#member = sql.prepare(
      `SELECT u.id, u.username, u.name, u.avatar_url
       FROM users u CROSS JOIN room_members m ON m.tenant = u.tenant AND m.user_id = u.id
       WHERE u.tenant = +? AND u.auth_id = +? AND m.room_id = +?`,
    )
    this.#message = sql.prepare(`${MESSAGE} WHERE m.id = +? AND m.tenant = +? AND m.room_id = +?`)
    this.#newest = sql.prepare(
      `${MESSAGE} WHERE m.tenant = +? AND m.room_id = +? ORDER BY m.id DESC LIMIT +?`,
    )
    this.#rooms = sql.prepare(ROOMS)
    this.#search = sql.prepare(SEARCH)
    this.#insert = sql.prepare(
      'INSERT INTO messages (tenant, room_id, user_id, content, created_at) VALUES (?, ?, ?, ?, ?)',
    )
    this.#read = sql.prepare(
      `UPDATE room_members SET last_read_id = ?
       WHERE tenant = ? AND room_id = ? AND user_id = ? AND last_read_id < ?`,
    )
    this.#said = sql.prepare('UPDATE rooms SET last_said_id = ? WHERE id = ? AND last_said_id < ?')
    this.#tell = sql.prepare(
      `INSERT INTO events (tenant, type, room_id, message_id, created_at)
       VALUES (?, 'message.created', ?, ?, ?)`,
    )
    this.#mayEnter = sql.prepare(
      `SELECT 1 AS found FROM api_tokens a CROSS JOIN tenants t
       CROSS JOIN memberships m ON m.tenant = t.number AND m.person = a.person
       WHERE a.token_hash = +? AND t.id = +?`,
    )
  }

  async message({ tenant, person, room }: RoomOf, id: number): Promise<MessageWithUser | null> {
    const number = this.#number(tenant)
    return this.#db.read(() => {
      if (this.#member.get(number, person, room) === null) return null
      return this.#message.get(id, number, room)
    })
  }

  async newest({ tenant, person, room }: RoomOf, limit: number): Promise<MessageWithUser[]> {
    const number = this.#number(tenant)
    return this.#db.read(() => {
      if (this.#member.get(number, person, room) === null) return []
      return this.#newest.all(number, room, limit)
    })
  }

  async rooms({ tenant, person }: Omit<RoomOf, 'room'>, limit: number): Promise<RoomOverviewRow[]> {
    return this.#db.read(() => this.#rooms.all(this.#number(tenant), person, limit))
  }

  post({ tenant, person, room }: RoomOf, content: string): Promise<MessageWithUser | null> {
    const number = this.#number(tenant)
    return this.#db.write(() => {
      const me = this.#member.get(number, person, room)
      if (me === null) return null
      const { id: user_id, ...names } = me
      const created_at = toSqliteTime(new Date())
      const { lastInsertRowid: id } = this.#insert.run(number, room, user_id, content, created_at)
      this.#read.run(id, number, room, user_id, id)
      this.#said.run(id, room, id)
      this.#tell.run(number, room, id, created_at)
      return newMessage({ id, room_id: room, user_id, content, created_at, ...names })
    })
  }

  async search(
    { tenant, person }: Omit<RoomOf, 'room'>,
    word: string,
    limit: number,
  ): Promise<MessageWithUser[]> {
    const number = this.#number(tenant)
    const expression = `words : "${word}" AND tenant : t${number}`
    return this.#db.read(() => this.#search.all(number, expression, word, person, limit))
  }

  async mayEnter(tokenHash: string, tenant: string): Promise<boolean> {
    return this.#mayEnter.get(tokenHash, tenant) !== null
  }

  async close(): Promise<void> {
    this.#db.close()
  }

  /** -1, which no workspace has, for one that is not there. */
  #number(tenant: string): number {
    return this.#tenants.get(tenant) ?? -1
  }
}

const ROOMS = `SELECT r.*, m.role, m.last_read_id,
    (SELECT count(*) FROM (SELECT 1 FROM messages n
      WHERE n.tenant = m.tenant AND n.room_id = m.room_id AND n.id > m.last_read_id
        AND n.deleted_at IS NULL AND n.notice IS NULL LIMIT 100)) AS unread_count,
    0 AS mention_count, substr(l.content, 1, 200) AS last_content, l.type AS last_type,
    l.created_at AS last_created_at, l.user_id AS last_user_id, a.username AS last_username,
    a.name AS last_name, a.avatar_url AS last_avatar_url, NULL AS peer_id
  FROM (
    SELECT mine.tenant, mine.room_id, mine.user_id, said.last_said_id
    FROM users me CROSS JOIN room_members mine ON mine.tenant = me.tenant AND mine.user_id = me.id
    CROSS JOIN rooms said ON said.id = mine.room_id
    WHERE me.tenant = +? AND me.auth_id = +?
    ORDER BY said.last_said_id DESC, mine.room_id DESC LIMIT +?
  ) AS page
  CROSS JOIN room_members m
    ON m.tenant = page.tenant AND m.room_id = page.room_id AND m.user_id = page.user_id
  CROSS JOIN rooms r ON r.id = page.room_id
  LEFT JOIN messages l ON l.id = page.last_said_id
  LEFT JOIN users a ON a.tenant = l.tenant AND a.id = l.user_id
  ORDER BY page.last_said_id DESC, page.room_id DESC`

/** What is in the index, and the few messages that have not entered it yet. */
const SEARCH = `WITH asked (tenant, expression, word) AS (SELECT +?, +?, +?)
  ${MESSAGE}
  WHERE m.id IN (
    SELECT message_search.rowid FROM asked CROSS JOIN message_search
    WHERE message_search MATCH asked.expression
    UNION ALL
    SELECT n.id FROM asked CROSS JOIN messages n
    WHERE n.id > (SELECT through FROM search_state) AND n.tenant = asked.tenant
      AND instr(lower(n.content), asked.word)
  )
  AND m.deleted_at IS NULL AND EXISTS (
    SELECT 1 FROM users me CROSS JOIN room_members mine
      ON mine.tenant = me.tenant AND mine.user_id = me.id
    WHERE me.tenant = m.tenant AND me.auth_id = +? AND mine.room_id = m.room_id)
  ORDER BY m.id DESC LIMIT +?`
