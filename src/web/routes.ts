import type { ComponentType } from 'preact'
import { RoomView } from './messages/room-view.tsx'
import { ThreadPanel } from './messages/thread-panel.tsx'
import { NoRoom } from './rooms/no-room.tsx'
import { Start } from './start.tsx'
import type { ClientRoute, PanelProps } from './view.ts'

/**
 * Shown beside the list of rooms, where `useWorkspace()` tells of the workspace. Views other than
 * the rooms themselves come by `lazy`.
 */
export const workspaceRoutes: readonly ClientRoute[] = [
  { path: '/w/:workspace', view: NoRoom },
  { path: '/w/:workspace/r/:room', view: RoomView },
]

/** Shown alone. */
export const accountRoutes: readonly ClientRoute[] = [{ path: '/', view: Start }]

/** Shown at the right of a room, by `?panel=<name>` or `?panel=<name>:<of>`. */
export const panels: Readonly<Record<string, ComponentType<PanelProps>>> = {
  thread: ThreadPanel,
}
