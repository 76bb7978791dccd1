import type { RoomOverview } from '../../../client/generated/types.ts'
import { roomName } from '../rooms/room-name.ts'
import { RoomSign } from '../rooms/room-sign.tsx'
import { dateOf } from '../ui/moment.tsx'

/** What a room begins with. */
export function Beginning({ room }: { readonly room: RoomOverview }) {
  const name = roomName(room)
  return (
    <div class="beginning">
      <RoomSign room={room} large />
      <h2>{name}</h2>
      <p>
        {room.type === 'direct'
          ? `This is where you and ${name} talk. Nobody else reads it.`
          : `This room began on ${dateOf(room.created_at)}.`}
        {room.topic === null ? null : ` ${room.topic}`}
      </p>
    </div>
  )
}
