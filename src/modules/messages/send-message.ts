import { findMessage } from '../../http/find-message.ts'
import type { Message } from '../../http/message.ts'
import { type RoomMembership, requireNotArchived } from '../../http/room-access.ts'
import { showMessage } from '../../http/show-messages.ts'
import { IdempotencyKeyReused } from '../../models/errors.ts'
import type { Attempt } from '../../models/idempotency-keys.ts'
import { unprocessable } from '../../problem.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import type { MessageToSend } from './read-new-message.ts'
import { requireAnswerable } from './require-answerable.ts'
import { requireAttachable } from './require-attachable.ts'

/**
 * Writes a message, or finds it where the same attempt has written it before. Belongs in one unit
 * of work.
 *
 * @param attempt null for a request without an Idempotency-Key
 * @throws Problem 422 when its key stands for another request, 409 when the room is archived by
 * now, and of `requireAnswerable` and `requireAttachable`
 */
export function sendMessage(
  db: WorkspaceDatabase,
  me: RoomMembership,
  room_id: number,
  toSend: MessageToSend,
  attempt: Attempt | null,
): Message {
  const { user_id, username, name, avatar_url } = me
  const { reply_to_id, file_id } = toSend
  const sent = attempt && find(db, attempt)
  if (sent !== null) return asSent(db, me, room_id, toSend, sent)
  requireNotArchived(me)
  if (reply_to_id !== null) requireAnswerable(db, room_id, reply_to_id)
  const type = file_id === null ? 'text' : requireAttachable(db, me, file_id, toSend.type)
  const created = db.messages.create({ ...toSend, room_id, user_id, type })
  if (attempt !== null) db.idempotencyKeys.remember(attempt, created.id, created.created_at)
  return showMessage(db, { ...created, username, name, avatar_url }, user_id)
}

function find(db: WorkspaceDatabase, attempt: Attempt): number | null {
  try {
    return db.idempotencyKeys.find(attempt)
  } catch (error) {
    if (!(error instanceof IdempotencyKeyReused)) throw error
    throw unprocessable(
      [{ pointer: '', detail: 'is not what this Idempotency-Key was first sent with' }],
      'idempotency_key_reused',
    )
  }
}

/**
 * The first answer once more, whatever became of the message since. It is made of the request,
 * which says the same as then: a copy of the answer would keep the text of deleted messages.
 */
function asSent(
  db: WorkspaceDatabase,
  { user_id }: RoomMembership,
  room_id: number,
  { content, reply_to_id }: MessageToSend,
  id: number,
): Message {
  const now = showMessage(db, findMessage(db, room_id, id), user_id)
  const same = now.revision === 1 && now.deleted_at === null
  return {
    ...now,
    content,
    edited_at: null,
    deleted_at: null,
    revision: 1,
    reply_to_id,
    reply_count: 0,
    mentions: same ? now.mentions : db.mentions.find(content, room_id, user_id).sort(),
    reactions: [],
  }
}
