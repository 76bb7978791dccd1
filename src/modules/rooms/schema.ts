import { type Static, t } from 'elysia'
import { directRoomExample, graceExample, roomExample } from '../../http/examples.ts'
import { decimal } from '../../http/parameters.ts'
import { RoomOverview } from '../../http/room-overview.ts'
import { choice, inWords, nullable, record } from '../../http/schema.ts'
import { label } from '../../http/text.ts'

const name = label(80, { examples: ['General'] })
const topic = nullable(label(250, { examples: [roomExample.topic ?? ''] }))
const visibility = choice('private', 'public')

export const RoomList = record(
  'RoomList',
  {
    rooms: t.Array(RoomOverview, { description: 'Those with the newest messages first.' }),
    next_cursor: nullable(t.String({ description: 'Pass it as `after`.', examples: ['42.1'] })),
  },
  {
    examples: [
      {
        rooms: [
          RoomOverview['examples'][0],
          {
            ...directRoomExample,
            role: 'member',
            member_count: 2,
            last_read_message_id: 0,
            unread_count: 0,
            mention_count: 0,
            last_message: null,
            with: graceExample,
          },
        ],
        next_cursor: null,
      },
    ],
  },
)

export const RoomListQuery = t.Object(
  {
    limit: t.Optional(decimal({ maximum: 100, default: 50, description: 'How many at most.' })),
    after: t.Optional(
      t.String({
        pattern: '^(0|[1-9][0-9]{0,14})\\.[1-9][0-9]{0,14}$',
        description: 'Only rooms behind this one: the `next_cursor` of the page before.',
      }),
    ),
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
    visibility: t.Optional({
      ...visibility,
      description:
        '`public`: everybody in the workspace may find it and join. `private` when absent.',
    }),
    topic: t.Optional(topic),
  },
  { examples: [{ name: 'General', type: 'group', visibility: 'public' }] },
)

export const RoomChanges = record(
  'RoomChanges',
  {
    name: t.Optional(name),
    topic: t.Optional(topic),
    visibility: t.Optional(visibility),
    archived: t.Optional(
      t.Boolean({ description: 'An archived room can only be read, left and deleted.' }),
    ),
  },
  { minProperties: 1, examples: [{ name: 'Announcements', topic: 'News only' }] },
)
export type RoomChanges = Static<typeof RoomChanges>
