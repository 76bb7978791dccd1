import { type ExpressionBuilder, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Durability } from '../../../src/config.ts'
import { toSqliteTime } from '../../../src/database/time.ts'
import type { MessageWithUser } from '../../../src/models/public-user.ts'
import type { RoomOverviewRow } from '../../../src/models/room-list.ts'
import type { DataDirectory } from '../../../src/tenancy/data-directory.ts'
import {
  openWorkspaceDatabase,
  type WorkspaceDatabase,
  type WorkspaceTables,
} from '../../../src/workspace-database.ts'
import { newMessage, type RoomOf, type Store } from './store.ts'

/** Two connections each: what is open stays far below the limit of descriptors. */
const MOST_OPEN = 1_500

/**
 * The same files as Conclave's, and Kysely in place of the models: each query is built, compiled
 * to text and found in the driver's cache by it, each time.
 */
export class KyselyStore implements Store {
  readonly #directory: DataDirectory
  readonly #durability: Durability
  readonly #open = new LRUCache<string, WorkspaceDatabase>({
    max: MOST_OPEN,
    dispose: (db) => db.close(),
  })

  constructor(directory: DataDirectory, durability: Durability) {
    this.#directory = directory
    this.#durability = durability
  }

  async message({ tenant, person, room }: RoomOf, id: number): Promise<MessageWithUser | null> {
    const db = this.#of(tenant)
    if ((await member(db, person, room)) === undefined) return null
    const row = await messagesWithUsers(db)
      .where('m.id', '=', id)
      .where('m.room_id', '=', room)
      .executeTakeFirst()
    return row ?? null
  }

  async newest({ tenant, person, room }: RoomOf, limit: number): Promise<MessageWithUser[]> {
    const db = this.#of(tenant)
    if ((await member(db, person, room)) === undefined) return []
    return messagesWithUsers(db)
      .where('m.room_id', '=', room)
      .orderBy('m.id', 'desc')
      .limit(limit)
      .execute()
  }

  async rooms({ tenant, person }: Omit<RoomOf, 'room'>, limit: number): Promise<RoomOverviewRow[]> {
    const rows = await this.#of(tenant)
      .selectFrom('users as me')
      .innerJoin('room_members as m', 'm.user_id', 'me.id')
      .innerJoin('rooms as r', 'r.id', 'm.room_id')
      .leftJoin('messages as l', 'l.id', 'r.last_said_id')
      .leftJoin('users as a', 'a.id', 'l.user_id')
      .where('me.auth_id', '=', person)
      .selectAll('r')
      .select([
        'm.role',
        'm.last_read_id',
        sql<string | null>`substr(l.content, 1, 200)`.as('last_content'),
        'l.type as last_type',
        'l.created_at as last_created_at',
        'l.user_id as last_user_id',
        'a.username as last_username',
        'a.name as last_name',
        'a.avatar_url as last_avatar_url',
      ])
      .select((eb) => [unread(eb).as('unread_count'), unreadMentions(eb).as('mention_count')])
      .orderBy('r.last_said_id', 'desc')
      .orderBy('r.id', 'desc')
      .limit(limit)
      .execute()
    const none = { peer_id: null, peer_username: null, peer_name: null, peer_avatar_url: null }
    return rows.map((row) => ({
      ...row,
      ...none,
      unread_count: Number(row.unread_count),
      mention_count: Number(row.mention_count),
    }))
  }

  post({ tenant, person, room }: RoomOf, content: string): Promise<MessageWithUser | null> {
    return this.#of(tenant)
      .transaction()
      .execute(async (db) => {
        const me = await member(db, person, room)
        if (me === undefined) return null
        const created_at = toSqliteTime(new Date())
        const { insertId } = await db
          .insertInto('messages')
          .values({ room_id: room, user_id: me.id, content, created_at })
          .executeTakeFirstOrThrow()
        const id = Number(insertId)
        await db
          .updateTable('room_members')
          .set({ last_read_id: id })
          .where('room_id', '=', room)
          .where('user_id', '=', me.id)
          .where('last_read_id', '<', id)
          .execute()
        await db
          .insertInto('events')
          .values({ type: 'message.created', room_id: room, message_id: id, created_at })
          .execute()
        const { username, name, avatar_url } = me
        const author = { user_id: me.id, username, name, avatar_url }
        return newMessage({ id, room_id: room, content, created_at, ...author })
      })
  }

  async close(): Promise<void> {
    this.#open.clear()
  }

  #of(tenant: string): WorkspaceDatabase {
    const known = this.#open.get(tenant)
    if (known) return known
    const db = openWorkspaceDatabase(this.#directory.database(tenant), {
      owner: tenant,
      durability: this.#durability,
    })
    this.#open.set(tenant, db)
    return db
  }
}

type Reader = Pick<WorkspaceDatabase, 'selectFrom'>

function member(db: Reader, person: string, room: number) {
  return db
    .selectFrom('users as u')
    .innerJoin('room_members as m', 'm.user_id', 'u.id')
    .where('u.auth_id', '=', person)
    .where('m.room_id', '=', room)
    .select(['u.id', 'u.username', 'u.name', 'u.avatar_url'])
    .executeTakeFirst()
}

function messagesWithUsers(db: Reader) {
  return db
    .selectFrom('messages as m')
    .leftJoin('users as u', 'u.id', 'm.user_id')
    .selectAll('m')
    .select(['u.username', 'u.name', 'u.avatar_url'])
}

type OfMember = ExpressionBuilder<WorkspaceTables & { m: WorkspaceTables['room_members'] }, 'm'>

function unread(eb: OfMember) {
  const some = eb
    .selectFrom('messages as n')
    .whereRef('n.room_id', '=', 'm.room_id')
    .whereRef('n.id', '>', 'm.last_read_id')
    .where('n.deleted_at', 'is', null)
    .where('n.notice', 'is', null)
    .select('n.id')
    .limit(100)
  return eb.selectFrom(some.as('some')).select((count) => count.fn.countAll().as('n'))
}

function unreadMentions(eb: OfMember) {
  const some = eb
    .selectFrom('message_mentions as x')
    .whereRef('x.user_id', '=', 'm.user_id')
    .whereRef('x.room_id', '=', 'm.room_id')
    .whereRef('x.message_id', '>', 'm.last_read_id')
    .select('x.message_id')
    .limit(100)
  return eb.selectFrom(some.as('some')).select((count) => count.fn.countAll().as('n'))
}
