import type { MessageWithUser } from '../models/public-user.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import { toFile } from './file.ts'
import { type Message, type Reaction, toMessage } from './message.ts'

/**
 * Messages with all that they show. A page costs one more statement for each kind of detail that
 * any message on it has.
 *
 * @param viewer the id of the user who looks; null leaves reactions out, which look different to each
 */
export function showMessages(
  db: WorkspaceDatabase,
  rows: readonly MessageWithUser[],
  viewer: string | null,
): Message[] {
  const mentions = db.mentions.ofMessages(idsOf(rows, 'mention_count'))
  const reactions =
    viewer === null
      ? new Map<number, Reaction[]>()
      : db.reactions.ofMessages(idsOf(rows, 'emoji_count'), viewer)
  const files = db.files.byId(rows.flatMap(({ file_id }) => file_id ?? []))
  return rows.map((row) => {
    const file = row.file_id === null ? undefined : files.get(row.file_id)
    return toMessage(row, {
      mentions: mentions.get(row.id) ?? [],
      reactions: reactions.get(row.id) ?? [],
      file: file ? toFile(file) : null,
    })
  })
}

export function showMessage(db: WorkspaceDatabase, row: MessageWithUser, viewer: string): Message {
  return showMessages(db, [row], viewer)[0] as Message
}

function idsOf(rows: readonly MessageWithUser[], count: 'mention_count' | 'emoji_count'): number[] {
  return rows.filter((row) => row[count] > 0).map(({ id }) => id)
}
