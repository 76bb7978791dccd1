import type { SQL } from 'bun'
import {
  type PostgresMessage,
  type PostgresRoom,
  toMessageRow,
  toRoomRow,
} from './postgres-rows.ts'
import type { RoomOf } from './store.ts'

/*
 * One statement for each request, prepared once for each connection by its text. All name the
 * tenant, with row-level security too: then a policy that is missing shows nothing of others, and
 * the plans are the same. `execute` sends it at once, before what is sent behind it.
 */
type PersonIn = Omit<RoomOf, 'room'>

export async function selectMessage(sql: SQL, { tenant, person, room }: RoomOf, id: number) {
  const rows: PostgresMessage[] = await sql`
    SELECT m.id, m.room_id, m.user_id, m.content, m.type, m.created_at, m.edited_at, m.deleted_at,
      m.revision, m.reply_to_id, m.reply_count, m.mention_count, m.emoji_count, m.file_id, m.notice,
      u.username, u.name, u.avatar_url
    FROM messages m LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    WHERE m.id = ${id} AND m.tenant_id = ${tenant} AND m.room_id = ${room} AND EXISTS (
      SELECT 1 FROM users me JOIN room_members mine
        ON mine.tenant_id = me.tenant_id AND mine.user_id = me.id
      WHERE me.tenant_id = ${tenant} AND me.auth_id = ${person} AND mine.room_id = ${room})`.execute()
  return rows[0] === undefined ? null : toMessageRow(rows[0])
}

export async function selectNewest(sql: SQL, { tenant, person, room }: RoomOf, limit: number) {
  const rows: PostgresMessage[] = await sql`
    SELECT m.id, m.room_id, m.user_id, m.content, m.type, m.created_at, m.edited_at, m.deleted_at,
      m.revision, m.reply_to_id, m.reply_count, m.mention_count, m.emoji_count, m.file_id, m.notice,
      u.username, u.name, u.avatar_url
    FROM (
      SELECT * FROM messages
      WHERE tenant_id = ${tenant} AND room_id = ${room} AND EXISTS (
        SELECT 1 FROM users me JOIN room_members mine
          ON mine.tenant_id = me.tenant_id AND mine.user_id = me.id
        WHERE me.tenant_id = ${tenant} AND me.auth_id = ${person} AND mine.room_id = ${room})
      ORDER BY id DESC LIMIT ${limit}
    ) AS m LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    ORDER BY m.id DESC`.execute()
  return rows.map(toMessageRow)
}

export async function selectRooms(sql: SQL, { tenant, person }: PersonIn, limit: number) {
  const rows: PostgresRoom[] = await sql`
    SELECT r.id, r.name, r.type, r.visibility, r.topic, r.created_by, r.created_at, r.archived_at,
      r.member_count, mine.role, seen.id AS last_read_id, unread.number AS unread_count,
      0 AS mention_count, coalesce(l.id, 0) AS last_said_id, left(l.content, 200) AS last_content,
      l.type AS last_type, l.created_at AS last_created_at, l.user_id AS last_user_id,
      a.username AS last_username, a.name AS last_name, a.avatar_url AS last_avatar_url
    FROM users me
    JOIN room_members mine ON mine.tenant_id = me.tenant_id AND mine.user_id = me.id
    JOIN rooms r ON r.id = mine.room_id
    LEFT JOIN LATERAL (
      SELECT * FROM messages said
      WHERE said.tenant_id = me.tenant_id AND said.room_id = r.id AND said.deleted_at IS NULL
      ORDER BY said.id DESC LIMIT 1) l ON true
    LEFT JOIN users a ON a.tenant_id = me.tenant_id AND a.id = l.user_id
    CROSS JOIN LATERAL (
      SELECT greatest(mine.last_read_id, max(own.id)) AS id FROM messages own
      WHERE own.tenant_id = me.tenant_id AND own.room_id = r.id AND own.user_id = me.id) seen
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS number FROM (
        SELECT 1 FROM messages n
        WHERE n.tenant_id = me.tenant_id AND n.room_id = r.id AND n.id > seen.id
          AND n.deleted_at IS NULL LIMIT 100) AS these) unread
    WHERE me.tenant_id = ${tenant} AND me.auth_id = ${person}
    ORDER BY last_said_id DESC, r.id DESC LIMIT ${limit}`.execute()
  return rows.map(toRoomRow)
}

export async function searchMessages(
  sql: SQL,
  { tenant, person }: PersonIn,
  word: string,
  limit: number,
) {
  const rows: PostgresMessage[] = await sql`
    SELECT m.id, m.room_id, m.user_id, m.content, m.type, m.created_at, m.edited_at, m.deleted_at,
      m.revision, m.reply_to_id, m.reply_count, m.mention_count, m.emoji_count, m.file_id, m.notice,
      u.username, u.name, u.avatar_url
    FROM messages m LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
    WHERE m.tenant_id = ${tenant} AND m.words @@ plainto_tsquery('simple', ${word})
      AND m.deleted_at IS NULL AND m.room_id IN (
        SELECT mine.room_id FROM users me JOIN room_members mine
          ON mine.tenant_id = me.tenant_id AND mine.user_id = me.id
        WHERE me.tenant_id = ${tenant} AND me.auth_id = ${person})
    ORDER BY m.id DESC LIMIT ${limit}`.execute()
  return rows.map(toMessageRow)
}

/** The message and its event, or nothing for strangers. */
export async function insertMessage(sql: SQL, { tenant, person, room }: RoomOf, content: string) {
  const rows: PostgresMessage[] = await sql`
    WITH me AS (
      SELECT u.id, u.username, u.name, u.avatar_url FROM users u JOIN room_members mine
        ON mine.tenant_id = u.tenant_id AND mine.user_id = u.id
      WHERE u.tenant_id = ${tenant} AND u.auth_id = ${person} AND mine.room_id = ${room}
    ), m AS (
      INSERT INTO messages (tenant_id, room_id, user_id, content)
      SELECT ${tenant}::uuid, ${room}::int, me.id, ${content}::text FROM me
      RETURNING id, room_id, user_id, content, type, created_at, edited_at, deleted_at, revision,
        reply_to_id, reply_count, mention_count, emoji_count, file_id, notice
    ), told AS (
      INSERT INTO events (tenant_id, type, room_id, message_id)
      SELECT ${tenant}::uuid, 'message.created', m.room_id, m.id FROM m
    )
    SELECT m.*, me.username, me.name, me.avatar_url FROM m, me`.execute()
  return rows[0] === undefined ? null : toMessageRow(rows[0])
}

export async function selectMembership(sql: SQL, tokenHash: string, tenant: string) {
  const rows: unknown[] = await sql`
    SELECT 1 FROM api_tokens a JOIN memberships m ON m.person = a.person
    WHERE a.token_hash = ${tokenHash} AND m.tenant_id = ${tenant}`.execute()
  return rows.length > 0
}
