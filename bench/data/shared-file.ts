import { Connection } from '../../src/database/connection.ts'
import { DatabaseImage } from '../../src/database/database-image.ts'
import { SHARED_FILE_OWNER, sharedFileMigrations } from '../servers/peers/shared-file-schema.ts'
import type { PeerRows } from './peer-rows.ts'

/** Makes the file that holds all workspaces. */
export function createSharedFile(path: string, rows: PeerRows): void {
  new DatabaseImage(sharedFileMigrations).write(path, SHARED_FILE_OWNER)
  const connection = new Connection(path)
  const { roomIds, messageIds } = rows
  const of = (table: string, values: string, json: string) =>
    connection.query(
      `INSERT INTO ${table} SELECT ${values} FROM tenants t CROSS JOIN json_each(?) r`,
      [json],
    )
  const columns = (...names: string[]) => names.map((name) => `r.value ->> '${name}'`).join()
  const room = (name: string) => `r.value ->> '${name}' + t.number * ${roomIds}`
  const message = (name: string) =>
    `iif(r.value ->> '${name}' > 0, r.value ->> '${name}' + t.number * ${messageIds}, 0)`
  try {
    connection.transaction(() => {
      connection.query(
        `INSERT INTO tenants SELECT value ->> 'number', value ->> 'id' FROM json_each(?)`,
        [JSON.stringify(rows.tenants)],
      )
      of(
        'users',
        `t.number, ${columns('id', 'auth_id', 'username', 'name', 'avatar_url')}`,
        rows.users,
      )
      of(
        'rooms',
        `${room('id')}, t.number,
         ${columns('name', 'type', 'visibility', 'topic', 'created_by', 'created_at', 'archived_at', 'member_count')},
         ${message('last_said_id')}`,
        rows.rooms,
      )
      of(
        'room_members',
        `t.number, ${room('room_id')}, ${columns('user_id', 'role')}, ${message('last_read_id')}`,
        rows.members,
      )
      of(
        'messages (id, tenant, room_id, user_id, content, created_at)',
        `${message('id')}, t.number, ${room('room_id')}, ${columns('user_id', 'content', 'created_at')}`,
        rows.messages,
      )
      connection.query('INSERT INTO api_tokens VALUES (?, ?)', [rows.tokenHash, rows.person])
      connection.query('INSERT INTO memberships SELECT number, ? FROM tenants', [rows.person])
    })
    connection.execute('ANALYZE')
  } finally {
    connection.close()
  }
}
