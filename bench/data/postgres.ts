import { SQL } from 'bun'
import type { PeerRows } from './peer-rows.ts'
import { KEYS, TABLES } from './postgres-schema.ts'

/** The database that a new cluster has, and its owner. */
export const DATABASE = 'postgres'

/** Fills the cluster with the workspaces: the same rows as in the other candidates' files. */
export async function fillPostgres(socket: string, rows: PeerRows): Promise<void> {
  const { roomIds, messageIds } = rows
  await using sql = new SQL({
    adapter: 'postgres',
    path: socket,
    username: DATABASE,
    database: DATABASE,
    max: 1,
  })
  await sql.unsafe(TABLES)
  await sql`INSERT INTO tenants SELECT number, id
    FROM json_to_recordset(${JSON.stringify(rows.tenants)}::text::json) AS r (number integer, id uuid)`
  await sql`INSERT INTO users SELECT t.id, r.*
    FROM tenants t, json_to_recordset(${rows.users}::text::json)
      AS r (id uuid, auth_id text, username text, name text, avatar_url text)`
  await sql`INSERT INTO rooms SELECT r.id + t.number * ${roomIds}::int, t.id, r.name, r.type,
      r.visibility, r.topic, r.created_by, r.created_at AT TIME ZONE 'UTC',
      r.archived_at AT TIME ZONE 'UTC', r.member_count
    FROM tenants t, json_to_recordset(${rows.rooms}::text::json)
      AS r (id int, name text, type text, visibility text, topic text, created_by uuid,
        created_at timestamp, archived_at timestamp, member_count int)`
  await sql`INSERT INTO room_members SELECT t.id, r.room_id + t.number * ${roomIds}::int, r.user_id,
      r.role, CASE WHEN r.last_read_id > 0 THEN r.last_read_id + t.number * ${messageIds}::int ELSE 0 END
    FROM tenants t, json_to_recordset(${rows.members}::text::json)
      AS r (room_id int, user_id uuid, role text, last_read_id int)`
  await sql`INSERT INTO messages (id, tenant_id, room_id, user_id, content, created_at)
    SELECT r.id + t.number * ${messageIds}::int, t.id, r.room_id + t.number * ${roomIds}::int,
      r.user_id, r.content, r.created_at AT TIME ZONE 'UTC'
    FROM tenants t, json_to_recordset(${rows.messages}::text::json)
      AS r (id int, room_id int, user_id uuid, content text, created_at timestamp)
    ORDER BY 1`
  await sql`INSERT INTO api_tokens VALUES (${rows.tokenHash}, ${rows.person})`
  await sql`INSERT INTO memberships SELECT id, ${rows.person}::text FROM tenants`
  await sql.unsafe(KEYS)
  await sql`SELECT setval(pg_get_serial_sequence('messages', 'id'), (SELECT max(id) FROM messages))`
  await sql`VACUUM ANALYZE`
}
