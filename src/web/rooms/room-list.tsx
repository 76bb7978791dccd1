import type { ComponentChildren } from 'preact'
import type { RoomOverview } from '../../../client/generated/types.ts'
import { HashIcon, PlusIcon } from '../ui/icons.tsx'
import { Menu } from '../ui/menu.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { openDialog } from '../views/dialogs.tsx'
import { RoomLink } from './room-link.tsx'
import { roomName } from './room-name.ts'
import { useRoomKeys } from './use-room-keys.ts'

/** My rooms by name, then those with one other person, the newest talk first. */
export function RoomList() {
  const { slug, rooms, people } = useWorkspace()
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
      <Section
        title="Rooms"
        action={
          <Menu
            compact
            label="Add a room"
            icon={PlusIcon}
            entries={[
              {
                label: 'Create a room',
                icon: PlusIcon,
                onSelect: () => openDialog('create-room'),
              },
              { label: 'Browse rooms', icon: HashIcon, href: `/w/${slug}/rooms` },
            ]}
          />
        }
      >
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
  /** Beside the title. */
  readonly action?: ComponentChildren
  readonly children: ComponentChildren
}

function Section({ title, action, children }: SectionProps) {
  return (
    <section class="room-section">
      <div class="room-section-head">
        <h2 class="room-section-title">{title}</h2>
        {action}
      </div>
      <ul>{children}</ul>
    </section>
  )
}
