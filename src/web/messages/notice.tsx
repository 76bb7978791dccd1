import type { Message } from '../../../client/generated/types.ts'
import { userName } from '../rooms/room-name.ts'
import { useWorkspace } from '../use-workspace.ts'
import { momentOf, timeOf } from './dates.ts'
import { noticeText } from './notice-text.ts'

/** Something that happened in the room, between what was said. */
export function Notice({ message }: { readonly message: Message }) {
  const { people } = useWorkspace()
  const { notice, user, created_at } = message
  if (notice === null) return null
  const other = notice.user_id === null ? undefined : people.get(notice.user_id)
  return (
    <div class="notice">
      <span>
        <strong>{userName(people.now(user))}</strong>{' '}
        {noticeText(notice, other === undefined ? 'somebody' : userName(other))}
      </span>{' '}
      <time dateTime={created_at} title={momentOf(created_at)}>
        {timeOf(created_at)}
      </time>
    </div>
  )
}
