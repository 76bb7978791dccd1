import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { isProblem } from '../../client/problem.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { place } from './location.ts'
import { NotFound } from './not-found.tsx'
import { useOpenedWorkspace } from './open-workspace.ts'
import { RoomList } from './rooms/room-list.tsx'
import { ShutOut, shutOutBy } from './shut-out.tsx'
import { Waiting } from './ui/spinner.tsx'
import { Unreachable } from './unreachable.tsx'
import { WorkspaceContext } from './use-workspace.ts'
import { Dialogs } from './views/dialogs.tsx'
import { useShortcuts } from './views/shortcuts.ts'
import { SidebarFoot, SidebarHead } from './views/sidebar.tsx'

interface WorkspaceFrameProps {
  readonly slug: string
  readonly children: ComponentChildren
}

/** The list of rooms, and beside it what the address says. */
export function WorkspaceFrame({ slug, children }: WorkspaceFrameProps) {
  const { store, problem, retry } = useOpenedWorkspace(slug)
  const main = useRef<HTMLElement>(null)
  useShortcuts(slug)
  if (isProblem(problem) && problem.status === 423) {
    return <ShutOut reason="workspace_locked" detail={problem.message} onRetry={retry} />
  }
  if (isProblem(problem) && problem.status < 500) return <NotFound detail={problem.message} />
  if (problem !== null) return <Unreachable onRetry={retry} />
  if (store === null) return <Waiting />
  const reason = shutOutBy(store.connection.value)
  if (reason !== null) return <ShutOut reason={reason} onRetry={retry} />
  return (
    <WorkspaceContext.Provider value={store}>
      <div class="shell" data-pane={place.value.path === `/w/${slug}` ? 'list' : 'main'}>
        <button type="button" class="skip button primary" onClick={() => main.current?.focus()}>
          Skip the list of rooms
        </button>
        <ConnectionBanner />
        <div class="sidebar">
          <SidebarHead />
          <RoomList />
          <SidebarFoot />
        </div>
        <main ref={main} class="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <Dialogs />
    </WorkspaceContext.Provider>
  )
}
