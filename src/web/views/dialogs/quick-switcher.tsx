import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { User } from '../../../../client/generated/types.ts'
import { navigate } from '../../location.ts'
import { roomName } from '../../rooms/room-name.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Count } from '../../ui/badge.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { HashIcon, LockIcon, SearchIcon } from '../../ui/icons.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import type { OwnDialogProps } from '../dialogs.tsx'
import { nameOf, useOnline, useRooms } from '../parts/facts.ts'
import { rank } from '../parts/rank.ts'
import { usePeople } from '../parts/use-people.ts'
import { useDirectRoom } from '../people/use-direct-room.ts'

interface Target {
  readonly key: string
  readonly label: string
  readonly note?: string
  readonly picture: ComponentChildren
  readonly unread: number
  readonly go: () => void
}

/** How many are offered. */
const MOST = 12

/** A few letters, Enter, and one is there (WAI-ARIA Authoring Practices, "combobox"). */
export function QuickSwitcher({ onClose }: OwnDialogProps) {
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const people = usePeople()
  const targets = rank(
    [...useRoomTargets(onClose), ...usePersonTargets(people.value, onClose)],
    typed,
  ).slice(0, MOST)
  useEffect(() => {
    list.current?.children.item(at)?.scrollIntoView({ block: 'nearest' })
  }, [at])

  function press(event: KeyboardEvent): void {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key]
    if (to !== undefined) setAt((to + targets.length) % Math.max(1, targets.length))
    else if (event.key === 'Enter') targets[at]?.go()
    else return
    event.preventDefault()
  }

  return (
    <Dialog title="Go to" class="switcher" onClose={onClose}>
      <div class="searching">
        <SearchIcon />
        <input
          class="input"
          role="combobox"
          aria-label="A room or a person"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={targets[at] && `${id}-${at}`}
          aria-autocomplete="list"
          placeholder="A room or a person"
          autocomplete="off"
          spellcheck={false}
          autofocus
          onKeyDown={press}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value)
            setAt(0)
          }}
        />
      </div>
      <div ref={list} id={id} role="listbox" aria-label="Rooms and people" class="switcher-list">
        {targets.map(({ key, label, note, picture, unread, go }, index) => (
          // The keyboard stays in the field above.
          <div
            key={key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            class={classNames('menu-item', index === at && 'current')}
            onClick={go}
            onKeyDown={press}
          >
            {picture}
            <span class="menu-text truncate">
              {label}
              {note === undefined ? null : <span class="muted"> {note}</span>}
            </span>
            <Count count={unread} label="unread" />
          </div>
        ))}
      </div>
      {targets.length > 0 ? null : (
        <p class="switcher-none" role="status">
          {people.value === undefined ? 'Looking…' : 'No room and nobody of that name.'}
        </p>
      )}
    </Dialog>
  )
}

function useRoomTargets(onClose: () => void): Target[] {
  const { slug } = useWorkspace()
  const online = useOnline()
  return useRooms().map((room) => ({
    key: `room-${room.id}`,
    label: roomName(room),
    unread: room.unread_count,
    picture:
      room.type === 'direct' ? (
        <Avatar of={room.with} size="sm" online={room.with !== null && online.has(room.with.id)} />
      ) : (
        <span class="switcher-icon">
          {room.visibility === 'private' ? <LockIcon /> : <HashIcon />}
        </span>
      ),
    go() {
      onClose()
      navigate(`/w/${slug}/r/${room.id}`)
    },
  }))
}

/** Those with whom there is no direct room yet; choosing one opens it. */
function usePersonTargets(people: readonly User[] | undefined, onClose: () => void): Target[] {
  const store = useWorkspace()
  const { open: openRoom } = useDirectRoom()
  const online = useOnline()
  const known = new Set(useRooms().map((room) => room.with?.id))
  const others = (people ?? []).filter(({ id }) => id !== store.me.value.id && !known.has(id))
  return others.map((user) => ({
    key: `user-${user.id}`,
    label: nameOf(user),
    ...(user.username !== null && { note: `@${user.username}` }),
    unread: 0,
    picture: <Avatar of={user} size="sm" online={online.has(user.id)} />,
    go() {
      onClose()
      void openRoom(user.id)
    },
  }))
}
