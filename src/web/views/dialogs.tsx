import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { lazy } from '../lazy.tsx'

/** What every dialog of this list is given. */
export interface OwnDialogProps {
  readonly onClose: () => void
}

const views = {
  'create-room': lazy(() => import('./dialogs/create-room.tsx').then((all) => all.CreateRoom)),
  'create-workspace': lazy(() =>
    import('./dialogs/create-workspace.tsx').then((all) => all.CreateWorkspace),
  ),
  join: lazy(() => import('./dialogs/join-workspace.tsx').then((all) => all.JoinWorkspace)),
  invite: lazy(() => import('./dialogs/invite.tsx').then((all) => all.Invite)),
  'quick-switcher': lazy(() =>
    import('./dialogs/quick-switcher.tsx').then((all) => all.QuickSwitcher),
  ),
  shortcuts: lazy(() => import('./dialogs/shortcut-list.tsx').then((all) => all.ShortcutList)),
} satisfies Readonly<Record<string, ComponentType<OwnDialogProps>>>

export type DialogName = keyof typeof views

const open = signal<DialogName | null>(null)

/** Opens one of the dialogs that can be asked for from anywhere. Its code comes then. */
export function openDialog(name: DialogName): void {
  open.value = name
}

/** Where they appear: inside of what they need to know, a workspace or the session alone. */
export function Dialogs() {
  if (open.value === null) return null
  const View = views[open.value]
  return (
    <div class="dialogs">
      <View
        onClose={() => {
          open.value = null
        }}
      />
    </div>
  )
}
