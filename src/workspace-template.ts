import { closeSync, fsyncSync, openSync } from 'node:fs'
import type { SqlValue } from './database/port.ts'
import { readSchemaState } from './database/schema-state.ts'
import { withConnection } from './database/with-connection.ts'
import type { TenantTemplate } from './tenancy/transfer.ts'
import { openWorkspaceDatabase, workspaceImage } from './workspace-database.ts'

/** Columns of a room that say what it is for. */
export const TEMPLATE_COLUMNS = ['name'] as const
/** Those that are about people, or about this room and no other. */
export const NOT_IN_TEMPLATES = [
  'id',
  'type',
  'created_by',
  'created_at',
  'direct_key',
  'deleting_at',
] as const

type TemplateRoom = Record<(typeof TEMPLATE_COLUMNS)[number], SqlValue>

/**
 * Makes a new workspace with the group rooms of another, which may be in use: no
 * people, no messages, no attachments. Whoever founds it is the only member of
 * each room, because somebody has to let the others in. It blocks.
 *
 * @throws ForeignDatabase, CannotOpen, DatabaseFull, …
 */
export function createFromTemplate(request: TenantTemplate): void {
  const { path, template, target, owner, founder } = request
  const columns = TEMPLATE_COLUMNS.join(', ')
  const rooms = withConnection(path, (connection) =>
    connection.snapshot(() => {
      readSchemaState(connection, template)
      const marked = connection.query(`SELECT 1 FROM pragma_table_info('rooms') WHERE name = ?`, [
        'deleting_at',
      ])
      // A file that waits for its migrations has no room that is being deleted.
      const living = marked.rows.length > 0 ? 'AND deleting_at IS NULL' : ''
      return connection
        .prepare<TemplateRoom>(
          `SELECT ${columns} FROM rooms WHERE type = 'group' ${living} ORDER BY id`,
        )
        .all()
    }),
  )
  workspaceImage.write(target, owner)
  const db = openWorkspaceDatabase(target, { owner })
  try {
    db.sql.transaction(() => {
      const me = db.users.create({ ...founder })
      for (const room of rooms) {
        const made = db.rooms.create({ name: String(room.name), type: 'group', created_by: me.id })
        db.roomMembers.addMember(made.id, me.id, 'admin')
      }
    })
  } finally {
    db.close()
  }
  const descriptor = openSync(target, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
