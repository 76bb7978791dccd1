import { type Static, Type } from '@sinclair/typebox'
import { t } from 'elysia'
import { adaExample, graceExample, roomExample } from '../http/examples.ts'
import { integerId, record } from '../http/schema.ts'
import { Event } from './event-schema.ts'

const cursor = t.String({
  description: 'Where the log stands: for `after`.',
  examples: ['1733212801.812'],
})
const userIds = (description: string, examples: string[]) =>
  t.Array(t.String(), { description, examples: [examples] })

export const Hello = record(
  'Hello',
  {
    type: t.Literal('hello'),
    cursor,
    user_id: t.String({ description: 'Who you are in this workspace.', examples: [adaExample.id] }),
    present: userIds('Who is online.', [adaExample.id]),
  },
  {
    description: 'What follows happened behind the cursor.',
    examples: [
      {
        type: 'hello',
        cursor: '1733212801.812',
        user_id: adaExample.id,
        present: [adaExample.id],
      },
    ],
  },
)

export const Resync = record(
  'Resync',
  { type: t.Literal('resync'), cursor },
  {
    description: 'Events were missed for good: load the state anew.',
    examples: [{ type: 'resync', cursor: '1733212801.812' }],
  },
)

export const Presence = record(
  'Presence',
  {
    type: t.Literal('presence'),
    room_id: t.Null(),
    data: record(
      'PresenceData',
      {
        online: userIds('Who came.', [graceExample.id]),
        offline: userIds('Who went, with their last device.', []),
      },
      { examples: [{ online: [graceExample.id], offline: [] }] },
    ),
  },
  {
    description: 'Who came and who went within a moment. In no log.',
    examples: [
      { type: 'presence', room_id: null, data: { online: [graceExample.id], offline: [] } },
    ],
  },
)

export const Typing = record(
  'Typing',
  {
    type: t.Literal('typing'),
    room_id: integerId,
    data: record(
      'TypingData',
      { user_id: t.String({ examples: [graceExample.id] }) },
      { examples: [{ user_id: graceExample.id }] },
    ),
  },
  {
    description: 'Somebody is typing: until six seconds later, or their message. In no log.',
    examples: [{ type: 'typing', room_id: roomExample.id, data: { user_id: graceExample.id } }],
  },
)

/** All that a stream of events may hold. */
export const LiveMessage = Type.Union([Event, Hello, Resync, Presence, Typing], {
  title: 'LiveMessage',
  description: 'The data of each event of the stream.',
  examples: Hello['examples'],
})
export type LiveMessage = Static<typeof LiveMessage>
