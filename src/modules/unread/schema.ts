import { integer, integerId, record } from '../../http/schema.ts'
import { mentionCount, unreadCount } from '../../http/unread.ts'
import { MOST_UNREAD_IN_ALL } from '../../models/read-markers.ts'

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

export const UnreadTotal = record(
  'UnreadTotal',
  {
    unread_count: integer({
      minimum: 0,
      maximum: MOST_UNREAD_IN_ALL,
      description: `${MOST_UNREAD_IN_ALL} means "${MOST_UNREAD_IN_ALL} or more".`,
      examples: [3],
    }),
    mention_count: integer({
      minimum: 0,
      maximum: MOST_UNREAD_IN_ALL,
      description: 'Likewise.',
      examples: [1],
    }),
  },
  { examples: [{ unread_count: 3, mention_count: 1 }] },
)
