import { type Static, t } from 'elysia'
import { adaExample, roomExample } from '../../http/examples.ts'
import { choice, integerId, moment, nullable, record } from '../../http/schema.ts'
import { UserSummary } from '../../http/user-summary.ts'

const role = choice('admin', 'member')

const example = {
  room_id: roomExample.id,
  user: adaExample,
  role: 'admin',
  joined_at: roomExample.created_at,
}

export const RoomMember = record(
  'RoomMember',
  {
    room_id: integerId,
    user: UserSummary,
    role,
    joined_at: moment,
  },
  { examples: [example] },
)
export type RoomMember = Static<typeof RoomMember>

export const RoomMemberList = record(
  'RoomMemberList',
  {
    members: t.Array(RoomMember),
    next_cursor: nullable(t.String({ description: 'Pass it as `after`.' })),
  },
  { examples: [{ members: [example], next_cursor: null }] },
)

export const NewRoomMember = record(
  'NewRoomMember',
  { role: t.Optional(role) },
  { examples: [{ role: 'member' }] },
)

export const RoomMemberChanges = record(
  'RoomMemberChanges',
  { role },
  { examples: [{ role: 'admin' }] },
)
