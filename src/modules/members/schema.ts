import { type Static, t } from 'elysia'
import { decimal } from '../../http/parameters.ts'
import { choice, integerId, moment, nullable, record } from '../../http/schema.ts'
import { UserSummary } from '../../http/user-summary.ts'

const role = choice('admin', 'member')

export const RoomMember = record('RoomMember', {
  room_id: integerId,
  user: UserSummary,
  role,
  joined_at: moment,
})
export type RoomMember = Static<typeof RoomMember>

export const RoomMemberList = record('RoomMemberList', {
  members: t.Array(RoomMember),
  next_cursor: nullable(t.String({ description: 'Pass it as `after`.' })),
})

export const RoomMemberListQuery = t.Object(
  {
    limit: t.Optional(decimal({ maximum: 100, default: 50, description: 'How many at most.' })),
    after: t.Optional(
      t.String({
        pattern: '^[A-Za-z0-9_-]{1,64}$',
        description: 'Only members whose user id is behind this one: the next_cursor.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const NewRoomMember = record('NewRoomMember', { role: t.Optional(role) })

export const RoomMemberChanges = record('RoomMemberChanges', { role })
