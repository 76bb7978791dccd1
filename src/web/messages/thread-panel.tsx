import { Composer } from '../composer/composer.tsx'
import { DropZone } from '../composer/drop-zone.tsx'
import { navigate, withQuery } from '../location.ts'
import { roomName } from '../rooms/room-name.ts'
import { IconButton } from '../ui/button.tsx'
import { CloseIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'
import type { PanelProps } from '../view.ts'
import { MessageList } from './message-list.tsx'
import { MessageRow } from './message-row.tsx'
import { useMessage } from './reply-quote.tsx'
import { RoomContext } from './room-context.ts'

/** One message with what was replied to it. */
export function ThreadPanel({ room: id, of }: PanelProps) {
  const store = useWorkspace()
  const room = store.rooms.get(id)
  const to = Number(of)
  const message = useMessage(id, to)
  if (room === undefined) return null
  const timeline = store.timelines.ofThread(id, to)
  return (
    <RoomContext.Provider value={{ room, timeline, thread: to, place: `thread-${id}-${to}` }}>
      <aside class="aside thread" aria-label="Thread">
        <header class="pane-head">
          <div class="pane-title">
            <h2>Thread</h2>
            <p>{roomName(room)}</p>
          </div>
          <IconButton
            label="Close the thread"
            icon={CloseIcon}
            onClick={() => navigate(withQuery({ panel: null }))}
          />
        </header>
        <DropZone>
          <MessageList
            label="Replies"
            beginning={
              message === null ? null : (
                <div class="thread-root">
                  <MessageRow message={message} first marked={false} />
                </div>
              )
            }
          />
          <Composer />
        </DropZone>
      </aside>
    </RoomContext.Provider>
  )
}
