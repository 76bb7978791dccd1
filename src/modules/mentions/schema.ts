import { type Static, t } from 'elysia'
import { replyExample } from '../../http/examples.ts'
import { Message } from '../../http/message.ts'
import { integer, nullable, record } from '../../http/schema.ts'

export const MentionList = record(
  'MentionList',
  {
    messages: t.Array(Message, { description: 'Newest first.' }),
    next_cursor: nullable(integer({ description: 'For `before`; null at the end.' })),
  },
  { examples: [{ messages: [replyExample], next_cursor: null }] },
)
export type MentionList = Static<typeof MentionList>
