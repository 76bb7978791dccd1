import { requireNotArchived } from '../../http/room-access.ts'
import { tidy } from '../../label.ts'
import type { Notice } from '../../models/notices.ts'
import type { RoomRow } from '../../models/rows.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import type { RoomChanges } from './schema.ts'

/**
 * Changes the settings of a group room and says so among its messages, once for each that is
 * another now. Belongs in a unit of work.
 *
 * @param userId who changes it
 * @throws Problem 409 for an archived room, unless this takes it out of the archive
 */
export function changeRoom(
  db: WorkspaceDatabase,
  room: RoomRow,
  userId: string,
  changes: RoomChanges,
): RoomRow {
  if (changes.archived !== false) requireNotArchived(room)
  const { name, topic, visibility, archived } = changes
  const wanted = {
    name: name === undefined ? room.name : tidy(name),
    topic: topic === undefined ? room.topic : topic && tidy(topic),
    visibility: visibility ?? room.visibility,
    archived: archived ?? room.archived_at !== null,
  }
  const changed = db.rooms.update(room.id, wanted) as RoomRow
  for (const notice of noticesOf(room, changed)) db.notices.add(room.id, userId, notice)
  return changed
}

function noticesOf(before: RoomRow, now: RoomRow): Notice[] {
  const notices: Notice[] = []
  const { name, topic, visibility } = now
  if (name !== before.name) notices.push({ event: 'room_renamed', name: name ?? '' })
  if (topic !== before.topic) notices.push({ event: 'topic_changed', topic })
  if (visibility !== before.visibility) notices.push({ event: 'visibility_changed', visibility })
  if (now.archived_at !== before.archived_at) {
    notices.push({ event: now.archived_at === null ? 'room_unarchived' : 'room_archived' })
  }
  return notices
}
