import { type Static, t } from 'elysia'
import { messageExample, replyExample } from '../../http/examples.ts'
import { choice, integer, integerId, moment, nullable, record } from '../../http/schema.ts'
import { prose } from '../../http/text.ts'
import { UserSummary } from '../../http/user-summary.ts'

const content = prose(4_000, { examples: ['Hello, world!'] })

export const Message = record(
  'Message',
  {
    id: integerId,
    room_id: integerId,
    type: choice('text', 'image', 'file'),
    content: nullable(t.String({ description: 'Null once the message is deleted.' })),
    created_at: moment,
    edited_at: nullable(moment),
    deleted_at: nullable(moment),
    user: nullable(UserSummary),
  },
  { examples: [messageExample] },
)
export type Message = Static<typeof Message>

export const MessageList = record(
  'MessageList',
  {
    messages: t.Array(Message, { description: 'Newest first.' }),
    next_cursor: nullable(
      integer({ description: 'Pass it as `before`, for what is older. Null: there is nothing.' }),
    ),
    prev_cursor: nullable(
      integer({ description: 'Pass it as `after`, for what is newer. Null: there is nothing.' }),
    ),
  },
  {
    examples: [{ messages: [replyExample, messageExample], next_cursor: 42, prev_cursor: null }],
  },
)
export type MessageList = Static<typeof MessageList>

export const NewMessage = record(
  'NewMessage',
  {
    content,
    type: t.Optional({
      ...choice('text'),
      description: 'Only text for now: images and files come with uploads.',
    }),
  },
  { examples: [{ content: 'Hello, world!' }] },
)

export const MessageChanges = record(
  'MessageChanges',
  { content },
  { examples: [{ content: 'Hello, everyone!' }] },
)
