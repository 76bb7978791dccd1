import type { MessageWithUser } from '../models/public-user.ts'
import { conflict, notFound } from '../problem.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'

/**
 * A message of a room that the caller has entered.
 *
 * @throws Problem 404, for messages of other rooms too
 */
export function findMessage(db: WorkspaceDatabase, room: number, id: number): MessageWithUser {
  const row = db.messages.findInRoomWithUser(room, id)
  if (row === null) throw notFound('message')
  return row
}

/** @throws Problem 409 for a notice, which is nobody's to change or to answer */
export function requireWritten({ notice }: Pick<MessageWithUser, 'notice'>): void {
  if (notice === null) return
  throw conflict('notice', 'Nobody wrote this message: it tells what happened in the room.')
}
