import type { RoomMembership } from '../../http/room-access.ts'
import type { MessageType } from '../../models/rows.ts'
import { unprocessable } from '../../problem.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'

/**
 * Whoever can read a file may show it to others: they could upload it anew.
 *
 * @param asked what the message is to be; null when that is to follow from the file
 * @returns what it is
 * @throws Problem 422 unless there is such a file, of that type
 */
export function requireAttachable(
  db: WorkspaceDatabase,
  { user_id }: RoomMembership,
  fileId: string,
  asked: MessageType | null,
): MessageType {
  const file = db.files.findReadable(fileId, user_id)
  if (file === null) {
    throw unprocessable([{ pointer: '/file_id', detail: 'must be a file that you can read' }])
  }
  const isImage = file.width !== null
  if (asked === 'image' && !isImage) {
    throw unprocessable([{ pointer: '/type', detail: 'must be "file": it is no image' }])
  }
  return asked ?? (isImage ? 'image' : 'file')
}
