import { useEffect } from 'preact/hooks'
import { Composer } from '../composer/composer.tsx'
import { DropZone } from '../composer/drop-zone.tsx'
import { roomName } from '../rooms/room-name.ts'
import { useWorkspace } from '../use-workspace.ts'
import type { ViewProps } from '../view.ts'
import { Beginning } from './beginning.tsx'
import { MessageList } from './message-list.tsx'
import { NotInRoom } from './not-in-room.tsx'
import { RoomContext } from './room-context.ts'
import { RoomHead } from './room-head.tsx'
import { TypingLine } from './typing-line.tsx'

/** One room: its messages, what is written next, and perhaps something about it beside. */
export function RoomView({ params }: ViewProps) {
  const id = Number(params['room'])
  const store = useWorkspace()
  const room = store.rooms.get(id)
  useEffect(() => {
    if (room !== undefined) store.remember(id)
  }, [id, room === undefined])
  if (room === undefined) return <NotInRoom />
  const timeline = store.timelines.ofRoom(id)
  return (
    <RoomContext.Provider value={{ room, timeline, thread: null, place: `room-${id}` }}>
      <section class="pane room" aria-label={roomName(room)}>
        <RoomHead room={room} />
        <DropZone key={id}>
          <MessageList
            key={id}
            label={`Messages in ${roomName(room)}`}
            beginning={<Beginning room={room} />}
          />
          <Composer key={id} />
          <TypingLine room={id} />
        </DropZone>
      </section>
    </RoomContext.Provider>
  )
}
