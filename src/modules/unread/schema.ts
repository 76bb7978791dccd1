import { integer, integerId, record } from '../../http/schema.ts'
import { mentionCount, unreadCount } from '../../http/unread.ts'

export const NewReadMarker = record(
  'NewReadMarker',
  { message_id: integerId },
  { examples: [{ message_id: 42 }] },
)

export const ReadMarker = record(
  'ReadMarker',
  {
    last_read_message_id: integer({ minimum: 0, examples: [42] }),
    unread_count: unreadCount,
    mention_count: mentionCount,
  },
  { examples: [{ last_read_message_id: 42, unread_count: 0, mention_count: 0 }] },
)
