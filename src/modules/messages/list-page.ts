import type { Page } from '../../http/page.ts'
import type { Messages } from '../../models/messages.ts'
import type { MessageWithUser } from '../../models/public-user.ts'
import type { MessageList } from './schema.ts'
import { toMessage } from './shape.ts'

/**
 * One page of a room, newest first, and where to go on. A cursor is null only
 * when there is nothing in its direction, also on an empty page.
 */
export function listPage(messages: Messages, room: number, page: Page): MessageList {
  const rows = rowsOf(messages, room, page)
  const newest = rows[0]?.id
  const oldest = rows.at(-1)?.id
  return {
    messages: rows.map(toMessage),
    next_cursor: older(messages, room, page, rows.length, oldest),
    prev_cursor: newer(messages, room, page, newest),
  }
}

function rowsOf(messages: Messages, room: number, page: Page): MessageWithUser[] {
  const { limit, before, after, around } = page
  if (after !== undefined) return messages.pageAfter(room, after, limit)
  if (around !== undefined) return messages.pageAround(room, around, limit)
  return messages.pageBefore(room, before ?? null, limit)
}

/** What to pass as `before`. A page that looked back and could not be filled needs no question. */
function older(
  messages: Messages,
  room: number,
  { limit, after }: Page,
  found: number,
  oldest: number | undefined,
): number | null {
  if (oldest === undefined) {
    // Nothing is newer than `after`: going back begins with that id itself.
    const from = after === undefined ? null : Math.min(after, Number.MAX_SAFE_INTEGER - 1) + 1
    return from !== null && messages.hasBefore(room, from) ? from : null
  }
  if (after === undefined && found < limit) return null
  return messages.hasBefore(room, oldest) ? oldest : null
}

/** What to pass as `after`. */
function newer(
  messages: Messages,
  room: number,
  { before, after, around }: Page,
  newest: number | undefined,
): number | null {
  if (newest === undefined) {
    // Nothing is older than `before`: going forwards begins with that id itself.
    return before !== undefined && messages.hasAfter(room, before - 1) ? before - 1 : null
  }
  const fromTheEnd = before === undefined && after === undefined && around === undefined
  return !fromTheEnd && messages.hasAfter(room, newest) ? newest : null
}
