import type { Message, NewMessage, UploadedFile } from '../../../client/generated/types.ts'

/** A message that was written here and that the server has not confirmed. */
export interface Unsent {
  /** Its Idempotency-Key: sent as often as need be, it is there once. */
  readonly key: string
  readonly room: number
  readonly content: string
  readonly reply_to_id: number | null
  readonly file: UploadedFile | null
  /** When it was written, in RFC 3339. */
  readonly at: string
  readonly state: 'waiting' | 'sending' | 'failed'
  /** Why it failed, for whoever wrote it. */
  readonly problem: string | null
  /** The event of it has come already, before the answer: then it is shown as that message. */
  readonly seen: number | null
}

export function bodyOf({ content, reply_to_id, file }: Unsent): NewMessage {
  return {
    ...(content !== '' && { content }),
    ...(reply_to_id !== null && { reply_to_id }),
    ...(file !== null && { file_id: file.id }),
  }
}

/** Whether a message may be what became of it. */
export function looksLike(
  { room, content, reply_to_id, file }: Unsent,
  message: Pick<Message, 'room_id' | 'content' | 'reply_to_id' | 'file'>,
): boolean {
  return (
    room === message.room_id &&
    content === (message.content ?? '') &&
    reply_to_id === message.reply_to_id &&
    (file?.id ?? null) === (message.file?.id ?? null)
  )
}

/** Of what was kept. What was on its way when the page was left waits again. */
export function readUnsent(value: unknown): Unsent | null {
  const kept = value as Partial<Unsent> | null
  if (typeof kept?.key !== 'string' || typeof kept.room !== 'number') return null
  if (typeof kept.content !== 'string' || typeof kept.at !== 'string') return null
  return {
    key: kept.key,
    room: kept.room,
    content: kept.content,
    reply_to_id: kept.reply_to_id ?? null,
    file: kept.file ?? null,
    at: kept.at,
    state: kept.state === 'failed' ? 'failed' : 'waiting',
    problem: kept.problem ?? null,
    seen: null,
  }
}
