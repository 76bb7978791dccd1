import type { ComponentChildren } from 'preact'
import { place } from '../location.ts'
import { useSession } from '../session.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Count } from '../ui/badge.tsx'
import {
  AtIcon,
  ChevronIcon,
  DoorIcon,
  GearIcon,
  HashIcon,
  HelpIcon,
  type Icon,
  KeyIcon,
  LinkIcon,
  MessageIcon,
  MonitorIcon,
  PeopleIcon,
  PersonIcon,
  PlusIcon,
  SearchIcon,
  UserPlusIcon,
} from '../ui/icons.tsx'
import { Menu } from '../ui/menu.tsx'
import { useWorkspace } from '../use-workspace.ts'
import { openDialog } from './dialogs.tsx'
import { nameOf, useMayAdminister, useOnline, useRooms } from './parts/facts.ts'
import { commandKey } from './shortcuts.ts'

/** What stands above the list of rooms: which workspace this is, and what it has beside rooms. */
export function SidebarHead() {
  const { slug } = useWorkspace()
  const mentions = useRooms().reduce((sum, room) => sum + room.mention_count, 0)
  return (
    <>
      <header class="pane-head">
        <WorkspaceMenu />
      </header>
      <nav class="sidebar-nav" aria-label="Workspace">
        <button type="button" class="nav-link" onClick={() => openDialog('quick-switcher')}>
          <SearchIcon />
          <span class="truncate">Go to…</span>
          <kbd>{commandKey} K</kbd>
        </button>
        <NavLink href={`/w/${slug}/search`} icon={MessageIcon}>
          Search messages
        </NavLink>
        <NavLink href={`/w/${slug}/mentions`} icon={AtIcon}>
          Mentions
          <Count strong count={mentions} label="unread mentions" />
        </NavLink>
        <NavLink href={`/w/${slug}/people`} icon={PeopleIcon}>
          People
        </NavLink>
        <NavLink href={`/w/${slug}/rooms`} icon={HashIcon}>
          Browse rooms
        </NavLink>
      </nav>
    </>
  )
}

interface NavLinkProps {
  readonly href: string
  readonly icon: Icon
  readonly children: ComponentChildren
}

function NavLink({ href, icon: Icon, children }: NavLinkProps) {
  return (
    <a class="nav-link" href={href} aria-current={place.value.path === href ? 'page' : undefined}>
      <Icon />
      <span class="nav-text">{children}</span>
    </a>
  )
}

function WorkspaceMenu() {
  const { workspace, slug } = useWorkspace()
  const { me } = useSession()
  const admin = useMayAdminister()
  const { name, id } = workspace.value
  return (
    <Menu
      label="Workspace"
      align="start"
      entries={[
        { heading: 'Workspaces' },
        ...me.workspaces.map((one) => ({
          label: one.name,
          picture: <Avatar of={one} size="sm" />,
          checked: one.id === id,
          href: `/w/${one.slug}`,
        })),
        {
          label: 'Create a workspace',
          icon: PlusIcon,
          onSelect: () => openDialog('create-workspace'),
        },
        { label: 'Join with a link', icon: LinkIcon, onSelect: () => openDialog('join') },
        'line',
        admin && {
          label: 'Invite people',
          icon: UserPlusIcon,
          onSelect: () => openDialog('invite'),
        },
        { label: 'Settings', icon: GearIcon, href: `/w/${slug}/settings` },
      ]}
      trigger={(trigger) => (
        <button {...trigger} type="button" class="workspace-button">
          <Avatar of={{ id, name }} />
          <span class="truncate">{name}</span>
          <ChevronIcon size={16} />
        </button>
      )}
    />
  )
}

/** What stands below the list of rooms: who one is. */
export function SidebarFoot() {
  const { me, slug } = useWorkspace()
  const online = useOnline()
  const user = me.value
  return (
    <footer class="sidebar-foot">
      <Menu
        label="You"
        align="start"
        entries={[
          { label: 'Your profile', icon: PersonIcon, href: `/w/${slug}/settings/profile` },
          { label: 'Appearance', icon: MonitorIcon, href: '/account/appearance' },
          { label: 'Sign-in and security', icon: KeyIcon, href: '/account/security' },
          { label: 'Keyboard shortcuts', icon: HelpIcon, onSelect: () => openDialog('shortcuts') },
          'line',
          { label: 'Sign out', icon: DoorIcon, href: '/sign-out' },
        ]}
        trigger={(trigger) => (
          <button {...trigger} type="button" class="me-button">
            <Avatar of={user} online={online.has(user.id)} />
            <span class="me-text">
              <span class="truncate">{nameOf(user)}</span>
              <span class="truncate muted small">
                {user.username === null ? user.email : `@${user.username}`}
              </span>
            </span>
            <ChevronIcon size={16} />
          </button>
        )}
      />
    </footer>
  )
}
