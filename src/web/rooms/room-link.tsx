import type { RoomOverview } from '../../../client/generated/types.ts'
import { place } from '../location.ts'
import { Count } from '../ui/badge.tsx'
import { classNames } from '../ui/class-names.ts'
import { EditIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { RoomSign } from './room-sign.tsx'

interface RoomLinkProps {
  readonly room: RoomOverview
  readonly name: string
}

/** One room of the list, with what waits in it. */
export function RoomLink({ room, name }: RoomLinkProps) {
  const { slug, drafts, outbox } = useWorkspace()
  const { id, unread_count, mention_count, type } = room
  const path = `/w/${slug}/r/${id}`
  const open = place.value.path === path
  const draft = drafts.of(`room-${id}`).value
  const drafted = !open && (draft.text.trim() !== '' || draft.files.length > 0)
  const failed = outbox.unsent.value.some((one) => one.room === id && one.state === 'failed')
  // Between two people everything is for the other one.
  const strong = mention_count > 0 || type === 'direct'
  return (
    <li>
      <a
        class={classNames('room-link', unread_count > 0 && 'unread')}
        href={path}
        aria-current={open ? 'page' : undefined}
      >
        <RoomSign room={room} />
        <span class="room-link-name truncate">{name}</span>
        {failed ? <span class="room-failed">Not sent</span> : null}
        {drafted ? (
          <span class="room-draft" title="Begun here">
            <EditIcon size={14} />
            <span class="unseen">, with a draft</span>
          </span>
        ) : null}
        <Count
          count={strong && mention_count > 0 ? mention_count : unread_count}
          strong={strong}
          label={mention_count > 0 ? 'mentions' : 'unread messages'}
        />
      </a>
    </li>
  )
}
