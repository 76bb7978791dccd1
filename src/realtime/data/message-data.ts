import type { Static } from 'elysia'
import { showMessages } from '../../http/show-messages.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import type { MessageEvent } from '../event-schema.ts'
import { type DataReader, distinct } from './data-reader.ts'

/** The message, and what it answers. */
export const messageData: DataReader = (db, rows) => {
  const found = db.messages.findAllWithUsers(distinct(rows.map(({ message_id }) => message_id)))
  const counts = replyCounts(db, distinct(found.map(({ reply_to_id }) => reply_to_id)))
  const data = new Map<number | null, Static<typeof MessageEvent>['data']>()
  for (const { reactions: _, ...message } of showMessages(db, found, null)) {
    const id = message.reply_to_id
    const reply_count = id === null ? undefined : counts.get(id)
    const replied = id === null || reply_count === undefined ? null : { id, reply_count }
    data.set(message.id, { message, replied })
  }
  return ({ message_id }) => data.get(message_id) ?? null
}

function replyCounts(db: WorkspaceDatabase, ids: number[]): ReadonlyMap<number, number> {
  return new Map(db.messages.findAllWithUsers(ids).map((row) => [row.id, row.reply_count]))
}
