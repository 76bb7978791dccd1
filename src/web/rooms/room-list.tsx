import type { ComponentChildren } from 'preact'
import type { RoomOverview } from '../../../client/generated/types.ts'
import { useWorkspace } from '../use-workspace.ts'
import { RoomLink } from './room-link.tsx'
import { roomName } from './room-name.ts'
import { useRoomKeys } from './use-room-keys.ts'

/** My rooms by name, then those with one other person, the newest talk first. */
export function RoomList() {
  const { rooms, people } = useWorkspace()
  const all = [...rooms.all.value.values()]
  const nameOf = (room: RoomOverview) => roomName({ ...room, with: people.now(room.with) })
  const byName = (a: RoomOverview, b: RoomOverview) => nameOf(a).localeCompare(nameOf(b))
  const groups = all.filter((room) => room.type === 'group')
  const open = groups.filter((room) => room.archived_at === null).toSorted(byName)
  const archived = groups.filter((room) => room.archived_at !== null).toSorted(byName)
  const direct = all
    .filter((room) => room.type === 'direct')
    .toSorted((a, b) => (b.last_message?.id ?? 0) - (a.last_message?.id ?? 0))
  useRoomKeys([...open, ...direct].map(({ id }) => id))
  return (
    <nav class="room-list" aria-label="Rooms">
      <Section title="Rooms">
        {open.map((room) => (
          <RoomLink key={room.id} room={room} name={nameOf(room)} />
        ))}
      </Section>
      {direct.length === 0 ? null : (
        <Section title="Direct messages">
          {direct.map((room) => (
            <RoomLink key={room.id} room={room} name={nameOf(room)} />
          ))}
        </Section>
      )}
      {archived.length === 0 ? null : (
        <details class="room-section">
          <summary class="room-section-title">Archived</summary>
          <ul>
            {archived.map((room) => (
              <RoomLink key={room.id} room={room} name={nameOf(room)} />
            ))}
          </ul>
        </details>
      )}
    </nav>
  )
}

interface SectionProps {
  readonly title: string
  readonly children: ComponentChildren
}

function Section({ title, children }: SectionProps) {
  return (
    <section class="room-section">
      <h2 class="room-section-title">{title}</h2>
      <ul>{children}</ul>
    </section>
  )
}
