import { useWorkspace } from '../use-workspace.ts'
import { roomName } from './room-name.ts'

/** My rooms, those with the newest messages first. */
export function RoomList() {
  const { slug, workspace, rooms } = useWorkspace()
  return (
    <nav class="room-list sidebar" aria-label="Rooms">
      <h2>{workspace.value.name}</h2>
      <ul>
        {[...rooms.all.value.values()].map((room) => (
          <li key={room.id}>
            <a href={`/w/${slug}/r/${room.id}`}>{roomName(room)}</a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
