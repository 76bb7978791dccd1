import { toSqliteTime } from '../database/time.ts'
import type { Models } from '../models/models.ts'
import { type Cast, idOf } from './cast.ts'
import type { Line } from './line.ts'

const ninetySeconds = 90_000

/** Writes one line as it was sent, then corrects or deletes it where the line says so. */
export function seedMessage(
  models: Models,
  roomId: number,
  [speaker, text, afterwards]: Line,
  cast: Cast,
  sentAt: Date,
): void {
  const content = text.replaceAll('{owner}', firstNameOfOwner(cast))
  const { id } = models.messages.create({
    room_id: roomId,
    user_id: idOf(cast, speaker),
    content: afterwards && 'was' in afterwards ? afterwards.was : content,
    created_at: toSqliteTime(sentAt),
  })
  if (!afterwards) return
  const later = toSqliteTime(new Date(sentAt.getTime() + ninetySeconds))
  if ('was' in afterwards) models.messages.edit(id, content, later)
  else models.messages.softDelete(id, later)
}

function firstNameOfOwner(cast: Cast): string {
  const owner = cast.get('owner')
  return owner?.name?.split(' ')[0] || owner?.username || 'everyone'
}
