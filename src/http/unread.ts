import { MOST_UNREAD } from '../models/read-markers.ts'
import { integer } from './schema.ts'

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
