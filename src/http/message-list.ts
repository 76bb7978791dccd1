import { type Static, t } from 'elysia'
import type { MessagePages } from '../models/message-pages.ts'
import type { MessageWithUser } from '../models/public-user.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import { messageExample, replyExample } from './examples.ts'
import { Message } from './message.ts'
import type { Page } from './page.ts'
import { integer, nullable, record } from './schema.ts'
import { showMessages } from './show-messages.ts'

/** A page of a room or of the replies to a message. */
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

/**
 * One page of a list, newest first, and where to go on. A cursor is null only
 * when there is nothing in its direction, also on an empty page.
 *
 * @param list the id of the room, or of the message that is answered
 * @param viewer the id of the user who looks
 */
export function messageList(
  db: WorkspaceDatabase,
  pages: MessagePages,
  list: number,
  page: Page,
  viewer: string,
): MessageList {
  const rows = rowsOf(pages, list, page)
  const newest = rows[0]?.id
  const oldest = rows.at(-1)?.id
  return {
    messages: showMessages(db, rows, viewer),
    next_cursor: older(pages, list, page, rows.length, oldest),
    prev_cursor: newer(pages, list, page, newest),
  }
}

function rowsOf(pages: MessagePages, list: number, page: Page): MessageWithUser[] {
  const { limit, before, after, around } = page
  if (after !== undefined) return pages.after(list, after, limit)
  if (around !== undefined) return pages.around(list, around, limit)
  return pages.before(list, before ?? null, limit)
}

/** What to pass as `before`. A page that looked back and could not be filled needs no question. */
function older(
  pages: MessagePages,
  list: number,
  { limit, after }: Page,
  found: number,
  oldest: number | undefined,
): number | null {
  if (oldest === undefined) {
    // Nothing is newer than `after`: going back begins with that id itself.
    const from = after === undefined ? null : Math.min(after, Number.MAX_SAFE_INTEGER - 1) + 1
    return from !== null && pages.hasBefore(list, from) ? from : null
  }
  if (after === undefined && found < limit) return null
  return pages.hasBefore(list, oldest) ? oldest : null
}

/** What to pass as `after`. */
function newer(
  pages: MessagePages,
  list: number,
  { before, after, around }: Page,
  newest: number | undefined,
): number | null {
  if (newest === undefined) {
    // Nothing is older than `before`: going forwards begins with that id itself.
    return before !== undefined && pages.hasAfter(list, before - 1) ? before - 1 : null
  }
  const fromTheEnd = before === undefined && after === undefined && around === undefined
  return !fromTheEnd && pages.hasAfter(list, newest) ? newest : null
}
