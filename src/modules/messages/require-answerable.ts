import { requireWritten } from '../../http/find-message.ts'
import { conflict, unprocessable } from '../../problem.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'

/** @throws Problem 422 unless the room has such a message; 409 when it is deleted or a notice */
export function requireAnswerable(db: WorkspaceDatabase, room: number, id: number): void {
  const message = db.messages.findInRoom(room, id)
  if (message === null) {
    throw unprocessable([{ pointer: '/reply_to_id', detail: 'must be a message of this room' }])
  }
  requireWritten(message)
  if (message.deleted_at !== null) {
    throw conflict('message_deleted', 'A deleted message cannot be answered.')
  }
}
