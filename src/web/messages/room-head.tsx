import { useEffect, useRef } from 'preact/hooks'
import type { RoomOverview } from '../../../client/generated/types.ts'
import { hasKeyboard } from '../has-keyboard.ts'
import { navigate, place, withQuery } from '../location.ts'
import { useTitle } from '../page-title.ts'
import { roomName } from '../rooms/room-name.ts'
import { RoomSign } from '../rooms/room-sign.tsx'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { BackIcon, GearIcon, PeopleIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'

/** What room it is, and what there is to it. */
export function RoomHead({ room }: { readonly room: RoomOverview }) {
  const { slug, presence, people } = useWorkspace()
  const [open] = (place.value.query.get('panel') ?? '').split(':')
  const other = people.now(room.with)
  useTitle(roomName(room))
  const heading = useRef<HTMLHeadingElement>(null)
  // Where nothing is typed into yet, the way on begins at the name of the room.
  useEffect(() => {
    if (!hasKeyboard()) heading.current?.focus()
  }, [room.id])
  const toggle = (name: string) =>
    navigate(withQuery({ panel: open === name ? null : name, m: null }))
  return (
    <header class="pane-head">
      <a class="back button quiet square" href={`/w/${slug}`} aria-label="To the rooms">
        <BackIcon />
      </a>
      <RoomSign room={room} />
      <div class="pane-title">
        <h1 ref={heading} tabIndex={-1}>
          {roomName(room)}
        </h1>
        {room.type === 'direct' ? (
          <p>{other !== null && presence.online.value.has(other.id) ? 'Online' : 'Offline'}</p>
        ) : room.topic === null ? null : (
          <p title={room.topic}>{room.topic}</p>
        )}
      </div>
      {room.archived_at === null ? null : <Badge tone="warn">Archived</Badge>}
      <IconButton
        label={`Members (${room.member_count})`}
        icon={PeopleIcon}
        aria-pressed={open === 'members'}
        onClick={() => toggle('members')}
      />
      <IconButton
        label="About this room"
        icon={GearIcon}
        aria-pressed={open === 'settings'}
        onClick={() => toggle('settings')}
      />
    </header>
  )
}
