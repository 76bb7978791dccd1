import { type Static, t } from 'elysia'
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

export const NewRoomMember = record('NewRoomMember', { role: t.Optional(role) })

export const RoomMemberChanges = record('RoomMemberChanges', { role })
