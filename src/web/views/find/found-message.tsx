import type { ComponentChildren } from 'preact'
import type { Message } from '../../../../client/generated/types.ts'
import { roomName } from '../../rooms/room-name.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Moment } from '../../ui/moment.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { messagePath, nameOf, useRoom } from '../parts/facts.ts'

interface FoundMessageProps {
  readonly message: Message
  /** Its text, as far as it is shown. */
  readonly children: ComponentChildren
}

/** A message away from its room, and the way to it. */
export function FoundMessage({ message, children }: FoundMessageProps) {
  const store = useWorkspace()
  const room = useRoom(message.room_id)
  const user = store.people.now(message.user)
  return (
    <a class="found" href={messagePath(store.slug, message)}>
      <Avatar of={user} />
      <span class="found-text">
        <span class="found-head">
          <strong>{nameOf(user)}</strong>
          {room === undefined ? null : <span class="muted">in {roomName(room)}</span>}
          <span class="muted found-time">
            <Moment at={message.created_at} />
          </span>
        </span>
        <span class="found-snippet">{children}</span>
        {message.file === null ? null : <span class="muted small">{message.file.name}</span>}
      </span>
    </a>
  )
}
