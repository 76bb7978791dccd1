import type { ComponentChildren } from 'preact'
import { navigate, withQuery } from '../../location.ts'
import { roomName } from '../../rooms/room-name.ts'
import { IconButton } from '../../ui/button.tsx'
import { CloseIcon } from '../../ui/icons.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import type { PanelProps } from '../../view.ts'
import { useRoom } from '../parts/facts.ts'
import { MemberList } from './member-list.tsx'
import { RoomSettings } from './room-settings.tsx'

interface SidePanelProps {
  readonly title: string
  readonly note?: string
  readonly children: ComponentChildren
}

/** What stands beside a room, with the way to close it. */
export function SidePanel({ title, note, children }: SidePanelProps) {
  return (
    <aside class="aside" aria-label={title}>
      <header class="pane-head">
        <div class="pane-title">
          <h2>{title}</h2>
          {note === undefined ? null : <p>{note}</p>}
        </div>
        <IconButton
          label="Close"
          icon={CloseIcon}
          onClick={() => navigate(withQuery({ panel: null }), { replace: true })}
        />
      </header>
      {children}
    </aside>
  )
}

const tabs = [
  { name: 'members', label: 'Members' },
  { name: 'settings', label: 'Settings' },
] as const

interface RoomPanelProps extends PanelProps {
  readonly open: (typeof tabs)[number]['name']
}

/** Who is in a room, and what it is. */
function RoomPanel({ room: id, open }: RoomPanelProps) {
  const room = useRoom(id)
  if (room === undefined) return null
  return (
    <SidePanel title={roomName(room)} note="About this room">
      <Tabs
        label="About this room"
        tabs={tabs}
        open={open}
        onOpen={(panel) => navigate(withQuery({ panel }), { replace: true })}
      >
        <div class="pane-body side-body">
          {open === 'members' ? <MemberList room={room} /> : <RoomSettings room={room} />}
        </div>
      </Tabs>
    </SidePanel>
  )
}

export function MembersPanel(props: PanelProps) {
  return <RoomPanel {...props} open="members" />
}

export function RoomSettingsPanel(props: PanelProps) {
  return <RoomPanel {...props} open="settings" />
}
