import type { Models } from '../models/models.ts'
import type { Timestamp } from '../models/rows.ts'
import { type Cast, idOf } from './cast.ts'
import type { SampleRoom } from './rooms.ts'

/** Creates a group room with its members, the owner as an admin of it. @returns its id */
export function seedRoom(models: Models, room: SampleRoom, cast: Cast, at: Timestamp): number {
  const { name, topic, visibility, admin, members } = room
  const created_by = idOf(cast, admin)
  const about = { name, topic, visibility, type: 'group', created_by, created_at: at } as const
  const { id } = models.rooms.create(about)
  for (const member of members) {
    const role = member === admin ? 'admin' : 'member'
    models.roomMembers.addMember(id, idOf(cast, member), role, at)
  }
  if (cast.has('owner')) models.roomMembers.addMember(id, idOf(cast, 'owner'), 'admin', at)
  return id
}
