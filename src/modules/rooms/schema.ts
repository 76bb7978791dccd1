import { t } from 'elysia'
import { directRoomExample, roomExample } from '../../http/examples.ts'
import { decimal } from '../../http/parameters.ts'
import { Room } from '../../http/room.ts'
import { choice, integerId, inWords, nullable, record } from '../../http/schema.ts'
import { label } from '../../http/text.ts'

const name = label(80, { examples: ['General'] })

export const RoomList = record(
  'RoomList',
  {
    rooms: t.Array(Room),
    next_cursor: nullable(integerId),
  },
  { examples: [{ rooms: [roomExample, directRoomExample], next_cursor: null }] },
)

export const RoomListQuery = t.Object(
  {
    limit: t.Optional(decimal({ maximum: 100, default: 50, description: 'How many at most.' })),
    after: t.Optional(decimal({ description: 'Only rooms behind this id: the next_cursor.' })),
  },
  { additionalProperties: false },
)

export const NewRoom = record(
  'NewRoom',
  {
    name,
    type: {
      ...choice('group'),
      [inWords]:
        '"group"; a direct room is made by PUT /workspaces/{workspace}/direct-rooms/{user}',
    },
  },
  { examples: [{ name: 'General', type: 'group' }] },
)

export const RoomChanges = record(
  'RoomChanges',
  { name },
  { examples: [{ name: 'Announcements' }] },
)
