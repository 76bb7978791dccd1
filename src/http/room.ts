import { type Static, t } from 'elysia'
import { toRfc3339 } from '../database/time.ts'
import type { RoomRow } from '../models/rows.ts'
import { strongEtag } from './etag.ts'
import { roomExample } from './examples.ts'
import { fingerprint } from './fingerprint.ts'
import { choice, integerId, moment, nullable, record } from './schema.ts'

/** What a room is, wherever it is shown. */
export const roomFields = {
  id: integerId,
  name: nullable(t.String({ description: 'Null in direct rooms.', examples: ['General'] })),
  type: choice('direct', 'group'),
  visibility: choice('private', 'public'),
  topic: nullable(t.String({ examples: [roomExample.topic] })),
  created_by: nullable(
    t.String({ description: 'The id of a user.', examples: [roomExample.created_by] }),
  ),
  created_at: moment,
  archived_at: nullable({ ...moment, description: 'Since when it can only be read.' }),
}

/** A room on the wire: what is asked for by its id, and what PUT direct-rooms answers. */
export const Room = record('Room', roomFields, { examples: [roomExample] })
export type Room = Static<typeof Room>

export function toRoom(row: RoomRow): Room {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    visibility: row.visibility,
    topic: row.topic,
    created_by: row.created_by,
    created_at: toRfc3339(row.created_at),
    archived_at: row.archived_at === null ? null : toRfc3339(row.archived_at),
  }
}

export function roomEtag(room: Room): string {
  const { id, name, type, visibility, topic, created_by, archived_at } = room
  return strongEtag(id, fingerprint(name, type, visibility, topic, created_by, archived_at))
}
