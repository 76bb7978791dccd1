import { roomName } from '../rooms/room-name.ts'
import { useWorkspace } from '../use-workspace.ts'
import type { ViewProps } from '../view.ts'

/** One room: its messages, and what is written next. */
export function RoomView({ params }: ViewProps) {
  const room = useWorkspace().rooms.get(Number(params['room']))
  if (room === undefined) return <p>There is no such room, or you are not in it.</p>
  return (
    <section class="room pane">
      <h1>{roomName(room)}</h1>
    </section>
  )
}
