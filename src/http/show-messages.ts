import type { MessageWithUser } from '../models/public-user.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import { type Message, toMessage } from './message.ts'

/** Messages with all that they show. A page costs one more statement for each kind of detail that it has. */
export function showMessages(db: WorkspaceDatabase, rows: readonly MessageWithUser[]): Message[] {
  const mentions = db.mentions.ofMessages(idsOf(rows, 'mention_count'))
  return rows.map((row) => toMessage(row, { mentions: mentions.get(row.id) ?? [] }))
}

export function showMessage(db: WorkspaceDatabase, row: MessageWithUser): Message {
  return showMessages(db, [row])[0] as Message
}

function idsOf(rows: readonly MessageWithUser[], count: 'mention_count'): number[] {
  return rows.filter((row) => row[count] > 0).map(({ id }) => id)
}
