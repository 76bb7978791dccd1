import { type Static, t } from 'elysia'
import { toRfc3339 } from '../database/time.ts'
import type { RoomRow } from '../models/rows.ts'
import { strongEtag } from './etag.ts'
import { roomExample } from './examples.ts'
import { fingerprint } from './fingerprint.ts'
import { choice, integerId, moment, nullable, record } from './schema.ts'

/** A room on the wire: what is asked for by its id, and what PUT direct-rooms answers. */
export const Room = record(
  'Room',
  {
    id: integerId,
    name: nullable(t.String({ description: 'Null in direct rooms.', examples: ['General'] })),
    type: choice('direct', 'group'),
    created_by: nullable(
      t.String({ description: 'The id of a user.', examples: [roomExample.created_by] }),
    ),
    created_at: moment,
  },
  { examples: [roomExample] },
)
export type Room = Static<typeof Room>

export function toRoom(row: RoomRow): Room {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    created_by: row.created_by,
    created_at: toRfc3339(row.created_at),
  }
}

export function roomEtag({ id, name, type, created_by }: Room): string {
  return strongEtag(id, fingerprint(name, type, created_by))
}
