import { effect } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { isProblem } from '../../client/problem.ts'
import { signInAgain } from './connect-session.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { place } from './location.ts'
import { NotFound } from './not-found.tsx'
import { nameWorkspace, unreadInTitle } from './page-title.ts'
import { RoomList } from './rooms/room-list.tsx'
import { useSession } from './session.ts'
import { readSnapshot } from './store/snapshot.ts'
import { WorkspaceStore } from './store/workspace-store.ts'
import { Waiting } from './ui/spinner.tsx'
import { WorkspaceContext } from './use-workspace.ts'
import { Dialogs } from './views/dialogs.tsx'
import { lastWorkspace } from './views/parts/last-workspace.ts'
import { useShortcuts } from './views/shortcuts.ts'
import { SidebarFoot, SidebarHead } from './views/sidebar.tsx'

interface WorkspaceFrameProps {
  readonly slug: string
  readonly children: ComponentChildren
}

/** The list of rooms, and beside it what the address says. */
export function WorkspaceFrame({ slug, children }: WorkspaceFrameProps) {
  const { conclave, me } = useSession()
  const [store, setStore] = useState<WorkspaceStore | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  useEffect(() => {
    let opened: WorkspaceStore | undefined
    let left = false
    readSnapshot(conclave, slug).then((snapshot) => {
      if (left) return
      opened = new WorkspaceStore(conclave, snapshot, me.id)
      setStore(opened)
    }, setProblem)
    return () => {
      left = true
      opened?.close()
    }
  }, [slug])
  useEffect(() => {
    if (store === null) return
    return effect(() => {
      nameWorkspace(store.workspace.value.name)
      lastWorkspace.value = store.slug
      unreadInTitle.value = store.rooms.unread.value
    })
  }, [store])
  useEffect(() => {
    const ended = store?.connection.value
    if (ended?.phase === 'ended' && ended.reason === 'signed_out') signInAgain()
  }, [store?.connection.value])
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (store?.uploads.busy) event.preventDefault()
    }
    window.addEventListener('beforeunload', leave)
    return () => window.removeEventListener('beforeunload', leave)
  }, [store])
  useShortcuts(slug)
  if (problem !== null) {
    return <NotFound detail={isProblem(problem) ? problem.message : undefined} />
  }
  if (store === null) return <Waiting />
  return (
    <WorkspaceContext.Provider value={store}>
      <div class="shell" data-pane={place.value.path === `/w/${slug}` ? 'list' : 'main'}>
        <ConnectionBanner />
        <div class="sidebar">
          <SidebarHead />
          <RoomList />
          <SidebarFoot />
        </div>
        <main class="main">{children}</main>
      </div>
      <Dialogs />
    </WorkspaceContext.Provider>
  )
}
