import type { ComponentType } from 'preact'
import { lazy } from './lazy.tsx'
import { RoomView } from './messages/room-view.tsx'
import { ThreadPanel } from './messages/thread-panel.tsx'
import { NoRoom } from './rooms/no-room.tsx'
import type { ClientRoute, PanelProps } from './view.ts'

const account = lazy(() => import('./views/account/account.tsx').then((all) => all.Account))
const browseRooms = lazy(() =>
  import('./views/room/browse-rooms.tsx').then((all) => all.BrowseRooms),
)
const mentions = lazy(() => import('./views/find/mentions.tsx').then((all) => all.Mentions))
const people = lazy(() => import('./views/people/people.tsx').then((all) => all.People))
const search = lazy(() => import('./views/find/search.tsx').then((all) => all.Search))
const settings = lazy(() => import('./views/settings/settings.tsx').then((all) => all.Settings))
const start = lazy(() => import('./views/start/start.tsx').then((all) => all.Start))

/**
 * Shown beside the list of rooms, where `useWorkspace()` tells of the workspace. Views other than
 * the rooms themselves come by `lazy`.
 */
export const workspaceRoutes: readonly ClientRoute[] = [
  { path: '/w/:workspace', view: NoRoom },
  { path: '/w/:workspace/r/:room', view: RoomView },
  { path: '/w/:workspace/rooms', view: browseRooms },
  { path: '/w/:workspace/people', view: people },
  { path: '/w/:workspace/mentions', view: mentions },
  { path: '/w/:workspace/search', view: search },
  { path: '/w/:workspace/settings', view: settings },
  { path: '/w/:workspace/settings/:section', view: settings },
]

/** Shown alone. */
export const accountRoutes: readonly ClientRoute[] = [
  { path: '/', view: start },
  { path: '/account', view: account },
  { path: '/account/:section', view: account },
]

/** Shown at the right of a room, by `?panel=<name>` or `?panel=<name>:<of>`. */
export const panels: Readonly<Record<string, ComponentType<PanelProps>>> = {
  members: lazy(() => import('./views/room/room-panel.tsx').then((all) => all.MembersPanel)),
  profile: lazy(() => import('./views/people/profile-panel.tsx').then((all) => all.ProfilePanel)),
  settings: lazy(() => import('./views/room/room-panel.tsx').then((all) => all.RoomSettingsPanel)),
  thread: ThreadPanel,
}
