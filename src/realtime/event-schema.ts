import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { t } from 'elysia'
import { adaExample, graceExample, messageExample, roomExample } from '../http/examples.ts'
import { roomFields } from '../http/room.ts'
import { choice, integer, integerId, moment, nullable, record } from '../http/schema.ts'
import { mentionCount, unreadCount } from '../http/unread.ts'
import { UserSummary } from '../http/user-summary.ts'
import { WorkspaceRole } from '../http/workspace-shape.ts'
import type { EventType } from '../models/rows.ts'
import { EventMessage } from './event-message.ts'

const EPOCH = 1_733_212_801
const FIRST = 812

const userId = t.String({ examples: [graceExample.id] })
const memberCount = integer({ minimum: 0, description: 'By now.', examples: [2] })

/** One kind of event: its envelope, the types that share it, and what `data` holds. */
function event<Word extends EventType, Data extends TSchema>(
  name: string,
  types: readonly Word[],
  room: boolean,
  data: Data,
  description: string,
) {
  const [example] = data['examples'] as unknown[]
  const id = `${EPOCH}.${FIRST}`
  const room_id = room ? roomExample.id : null
  return record(
    name,
    {
      id: t.String({ description: 'The cursor behind this event.', examples: [id] }),
      seq: integer({ minimum: 1, description: 'Its place in the log.', examples: [FIRST] }),
      type: choice(...types),
      room_id: room ? integerId : t.Null(),
      data,
    },
    { description, examples: [{ id, seq: FIRST, type: types[0], room_id, data: example }] },
  )
}

const { reactions: _, ...messageOfExample } = messageExample

export const MessageEvent = event(
  'MessageEvent',
  ['message.created', 'message.edited', 'message.deleted'],
  true,
  record(
    'MessageEventData',
    {
      message: EventMessage,
      replied: {
        ...nullable(
          record(
            'RepliedMessage',
            { id: integerId, reply_count: integer({ minimum: 0, examples: [1] }) },
            { examples: [{ id: 41, reply_count: 1 }] },
          ),
        ),
        description: 'The message that it answers, and how many do by now.',
      },
    },
    { examples: [{ message: messageOfExample, replied: null }] },
  ),
  'A message as it is by now, so that an event that is read late shows what was done since.',
)

export const MessageErasedEvent = event(
  'MessageErasedEvent',
  ['message.erased'],
  true,
  record('MessageErasedData', { message_id: integerId }, { examples: [{ message_id: 7 }] }),
  'The message is gone without a tombstone. What answers it has no `reply_to_id` any more.',
)

const EventReaction = record(
  'EventReaction',
  {
    emoji: t.String({ examples: ['👍'] }),
    count: integer({ minimum: 1, examples: [2] }),
  },
  { examples: [{ emoji: '👍', count: 2 }] },
)

export const ReactionEvent = event(
  'ReactionEvent',
  ['reaction.added', 'reaction.removed'],
  true,
  record(
    'ReactionEventData',
    {
      message_id: integerId,
      emoji: t.String({ examples: ['👍'] }),
      user_id: t.String({ description: 'Who chose it.', examples: [graceExample.id] }),
      reactions: t.Array(EventReaction, { description: 'All that the message has by now.' }),
    },
    {
      examples: [
        {
          message_id: messageExample.id,
          emoji: '👍',
          user_id: graceExample.id,
          reactions: [{ emoji: '👍', count: 2 }],
        },
      ],
    },
  ),
  'Somebody chose an emoji, or took it back. Whether you have chosen it you know by `user_id`.',
)

export const RoomEvent = event(
  'RoomEvent',
  ['room.updated'],
  true,
  record(
    'RoomEventData',
    {
      room: record(
        'EventRoom',
        { ...roomFields, member_count: memberCount },
        { examples: [{ ...roomExample, member_count: 2 }] },
      ),
    },
    { examples: [{ room: { ...roomExample, member_count: 2 } }] },
  ),
  'The settings of the room, as they are by now.',
)

export const MemberEvent = event(
  'MemberEvent',
  ['member.added', 'member.updated'],
  true,
  record(
    'MemberEventData',
    {
      user_id: userId,
      user: UserSummary,
      role: choice('admin', 'member'),
      joined_at: moment,
      member_count: memberCount,
    },
    {
      examples: [
        {
          user_id: graceExample.id,
          user: graceExample,
          role: 'member',
          joined_at: roomExample.created_at,
          member_count: 2,
        },
      ],
    },
  ),
  'Somebody is in the room, as what they are by now. If it is you: load the room.',
)

export const MemberRemovedEvent = event(
  'MemberRemovedEvent',
  ['member.removed'],
  true,
  record(
    'MemberRemovedData',
    { user_id: userId, member_count: memberCount },
    { examples: [{ user_id: graceExample.id, member_count: 1 }] },
  ),
  'Somebody left the room, was removed, or the room was deleted. If it is you: forget the room.',
)

export const ReadEvent = event(
  'ReadEvent',
  ['read.moved'],
  true,
  record(
    'ReadEventData',
    {
      last_read_id: integer({ minimum: 0, description: 'How far you have read.', examples: [42] }),
      unread_count: unreadCount,
      mention_count: mentionCount,
      newest_id: integer({
        minimum: 0,
        description: 'The newest message of the room when this was counted; 0 for none.',
        examples: [43],
      }),
    },
    { examples: [{ last_read_id: 42, unread_count: 1, mention_count: 1, newest_id: 43 }] },
  ),
  'You have read on, perhaps on another device. Nobody else is told.',
)

export const UserEvent = event(
  'UserEvent',
  ['user.added', 'user.updated'],
  false,
  record(
    'UserEventData',
    {
      user: record(
        'EventUser',
        {
          ...UserSummary.properties,
          role: {
            ...nullable(WorkspaceRole),
            description: 'In the workspace; null for those who are no members (any more).',
          },
        },
        { examples: [{ ...adaExample, role: 'owner' }] },
      ),
    },
    { examples: [{ user: { ...adaExample, role: 'owner' } }] },
  ),
  'Somebody of the workspace, as they are by now.',
)

export const UserRemovedEvent = event(
  'UserRemovedEvent',
  ['user.removed'],
  false,
  record('UserRemovedData', { user_id: userId }, { examples: [{ user_id: graceExample.id }] }),
  'Somebody is no member of the workspace any more. What they wrote stays.',
)

export const WorkspaceEvent = event(
  'WorkspaceEvent',
  ['workspace.updated'],
  false,
  record('WorkspaceEventData', {}, { examples: [{}] }),
  'The workspace is called something else, or is in another state: load it again.',
)

/** What the log tells of. */
export const Event = Type.Union(
  [
    MessageEvent,
    MessageErasedEvent,
    ReactionEvent,
    RoomEvent,
    MemberEvent,
    MemberRemovedEvent,
    ReadEvent,
    UserEvent,
    UserRemovedEvent,
    WorkspaceEvent,
  ],
  { title: 'Event', examples: MessageEvent['examples'] },
)
export type Event = Static<typeof Event>
