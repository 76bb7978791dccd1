import { toRfc3339 } from '../../database/time.ts'
import { strongEtag } from '../../http/etag.ts'
import { fingerprint } from '../../http/fingerprint.ts'
import { toUserSummary } from '../../http/user-summary.ts'
import type { MessageWithUser } from '../../models/public-user.ts'
import type { Message } from './schema.ts'

export function toMessage(row: MessageWithUser): Message {
  const { user_id, edited_at, deleted_at } = row
  return {
    id: row.id,
    room_id: row.room_id,
    type: row.type,
    content: deleted_at === null ? row.content : null,
    created_at: toRfc3339(row.created_at),
    edited_at: edited_at === null ? null : toRfc3339(edited_at),
    deleted_at: deleted_at === null ? null : toRfc3339(deleted_at),
    user: user_id === null ? null : toUserSummary(user_id, row),
  }
}

/** Over all that can change: the text, so that two edits within a millisecond differ, and its author's names. */
export function messageEtag({ id, content, edited_at, deleted_at, user }: Message): string {
  return strongEtag(
    id,
    fingerprint(
      content,
      edited_at,
      deleted_at,
      user?.id ?? null,
      user?.username ?? null,
      user?.name ?? null,
      user?.avatar_url ?? null,
    ),
  )
}
