import { type Static, t } from 'elysia'
import { integer, moment, nullable, record } from '../../http/schema.ts'

const first = { revision: 1, content: 'Hello, wrold!', created_at: '2026-03-01T10:00:00.000Z' }
const second = { revision: 2, content: 'Hello, world!', created_at: '2026-03-01T10:01:00.000Z' }

export const MessageRevision = record(
  'MessageRevision',
  {
    revision: integer({ minimum: 1, examples: [1] }),
    content: t.String(),
    created_at: { ...moment, description: 'Since when it was shown.' },
  },
  { examples: [first] },
)

export const MessageRevisionList = record(
  'MessageRevisionList',
  {
    revisions: t.Array(MessageRevision, { description: 'Newest first.' }),
    next_cursor: nullable(integer({ description: 'For `before`; null at the end.' })),
  },
  { examples: [{ revisions: [second, first], next_cursor: null }] },
)
export type MessageRevisionList = Static<typeof MessageRevisionList>
