import { closeSync, fsyncSync, openSync } from 'node:fs'
import { readSchemaState } from './database/schema-state.ts'
import { withConnection } from './database/with-connection.ts'
import type { RoomRow } from './models/rows.ts'
import type { TenantTemplate } from './tenancy/transfer.ts'
import { openWorkspaceDatabase, workspaceImage } from './workspace-database.ts'

/** Columns of a room that say what it is for. */
export const TEMPLATE_COLUMNS = ['name', 'topic', 'visibility'] as const
/** Those that are about people, or about this room and no other. */
export const NOT_IN_TEMPLATES = [
  'id',
  'type',
  'created_by',
  'created_at',
  'direct_key',
  'deleting_at',
  'archived_at',
  'member_count',
  'last_said_id',
] as const

type TemplateRoom = Partial<RoomRow>

/**
 * Makes a new workspace with the group rooms in use of another, which may be in use: no
 * people, no messages, no attachments. Whoever founds it is the only member of
 * each room, because somebody has to let the others in. It blocks.
 *
 * @throws ForeignDatabase, CannotOpen, DatabaseFull, …
 */
export function createFromTemplate(request: TenantTemplate): void {
  const { path, template, target, owner, founder } = request
  const rooms = withConnection(path, (connection) =>
    connection.snapshot(() => {
      readSchemaState(connection, template)
      // All columns that there are: a file that waits for its migrations lacks some.
      return connection
        .prepare<TemplateRoom>(`SELECT * FROM rooms WHERE type = 'group' ORDER BY id`)
        .all()
    }),
  )
  workspaceImage.write(target, owner)
  const db = openWorkspaceDatabase(target, { owner })
  try {
    db.sql.transaction(() => {
      const me = db.users.create({ ...founder })
      for (const { name, topic, visibility, deleting_at, archived_at } of rooms) {
        if (deleting_at || archived_at) continue
        const made = db.rooms.create({
          name: name ?? null,
          topic: topic ?? null,
          ...(visibility && { visibility }),
          type: 'group',
          created_by: me.id,
        })
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
