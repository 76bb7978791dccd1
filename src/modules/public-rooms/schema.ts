import { t } from 'elysia'
import { roomExample } from '../../http/examples.ts'
import { decimal } from '../../http/parameters.ts'
import { roomFields } from '../../http/room.ts'
import { integer, integerId, nullable, record } from '../../http/schema.ts'

const PublicRoom = record(
  'PublicRoom',
  {
    ...roomFields,
    member_count: integer({ minimum: 0, examples: [2] }),
    joined: t.Boolean({ description: 'Whether you are in it.' }),
  },
  { examples: [{ ...roomExample, member_count: 2, joined: true }] },
)

export const PublicRoomList = record(
  'PublicRoomList',
  { rooms: t.Array(PublicRoom), next_cursor: nullable(integerId) },
  { examples: [{ rooms: [PublicRoom['examples'][0]], next_cursor: null }] },
)

export const PublicRoomListQuery = t.Object(
  {
    limit: t.Optional(decimal({ maximum: 100, default: 50, description: 'How many at most.' })),
    after: t.Optional(decimal({ description: 'Only rooms behind this id: the next_cursor.' })),
  },
  { additionalProperties: false },
)
