import { t } from 'elysia'
import { RoomOverview } from '../../http/room-overview.ts'
import { nullable, record } from '../../http/schema.ts'
import { UnreadTotal } from '../../http/unread.ts'
import { User } from '../../http/user.ts'
import { Workspace } from '../../http/workspace-shape.ts'

export const Snapshot = record(
  'Snapshot',
  {
    cursor: t.String({
      description: 'Where to follow the events from: those behind it are not in here yet.',
      examples: ['1733212801.812'],
    }),
    workspace: Workspace,
    me: User,
    rooms: t.Array(RoomOverview, {
      description: 'The first 100 of your rooms, those with the newest messages first.',
    }),
    next_cursor: nullable(
      t.String({ description: 'Pass it as `after` to the list of rooms.', examples: ['42.1'] }),
    ),
    unread: UnreadTotal,
  },
  {
    examples: [
      {
        cursor: '1733212801.812',
        workspace: Workspace['examples'][0],
        me: User['examples'][0],
        rooms: RoomOverview['examples'],
        next_cursor: null,
        unread: { unread_count: 1, mention_count: 0 },
      },
    ],
  },
)
