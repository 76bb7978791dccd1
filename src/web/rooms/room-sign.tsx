import type { RoomOverview } from '../../../client/generated/types.ts'
import { Avatar } from '../ui/avatar.tsx'
import { classNames } from '../ui/class-names.ts'
import { HashIcon, LockIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'

interface RoomSignProps {
  readonly room: Pick<RoomOverview, 'type' | 'visibility' | 'with'>
  readonly large?: boolean
}

/** What kind of room it is: the other one of a direct room, or whether everybody may come in. */
export function RoomSign({ room, large = false }: RoomSignProps) {
  const { people, presence } = useWorkspace()
  if (room.type === 'direct') {
    const other = people.now(room.with)
    const online = other !== null && presence.online.value.has(other.id)
    return <Avatar of={other} size={large ? 'lg' : 'sm'} online={online} />
  }
  const Icon = room.visibility === 'public' ? HashIcon : LockIcon
  return (
    <span class={classNames('room-sign', large && 'large')}>
      <Icon size={large ? 24 : 16} />
    </span>
  )
}
