import type { Static } from 'elysia'
import type { MessageType } from '../../models/rows.ts'
import { unprocessable } from '../../problem.ts'
import type { NewMessage } from './schema.ts'

/** What is to be sent, with nothing left out. */
export interface MessageToSend {
  /** '' for a file without words. */
  readonly content: string
  /** Null: it follows from the file. */
  readonly type: MessageType | null
  readonly file_id: string | null
  readonly reply_to_id: number | null
}

/**
 * A new message whose parts fit together: a text has words, and whatever shows a file names it.
 *
 * @throws Problem 422
 */
export function readNewMessage({
  content,
  type,
  file_id = null,
  reply_to_id = null,
}: Static<typeof NewMessage>): MessageToSend {
  if (file_id !== null) {
    if (type === 'text') throw wrong('/type', 'must be "image" or "file" with a file_id')
    return { content: content ?? '', type: type ?? null, file_id, reply_to_id }
  }
  if (type === 'image' || type === 'file') throw wrong('/file_id', 'is required for this type')
  if (content === undefined) throw wrong('/content', 'is required')
  return { content, type: 'text', file_id, reply_to_id }
}

function wrong(pointer: string, detail: string) {
  return unprocessable([{ pointer, detail }])
}
