import { MOST_UNREAD, MOST_UNREAD_IN_ALL } from '../models/read-markers.ts'
import { integer, record } from './schema.ts'

export const unreadCount = integer({
  minimum: 0,
  maximum: MOST_UNREAD,
  description: `Messages that you have not read, and that are not deleted. ${MOST_UNREAD} means "${MOST_UNREAD} or more".`,
  examples: [1],
})

export const mentionCount = integer({
  minimum: 0,
  maximum: MOST_UNREAD,
  description: `Those of them that mention you; ${MOST_UNREAD} likewise.`,
  examples: [0],
})

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
