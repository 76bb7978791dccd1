import { effect } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { signInAgain } from './connect-session.ts'
import { rememberWorkspace } from './last-workspace.ts'
import { nameWorkspace, unreadInTitle } from './page-title.ts'
import { useSession } from './session.ts'
import { readSnapshot } from './store/snapshot.ts'
import { WorkspaceStore } from './store/workspace-store.ts'

interface OpenedWorkspace {
  readonly store: WorkspaceStore | null
  /** Why it cannot be opened. */
  readonly problem: unknown
  readonly retry: () => void
}

/** Keeps a workspace open as long as it is shown. */
export function useOpenedWorkspace(slug: string): OpenedWorkspace {
  const { conclave, me } = useSession()
  const [store, setStore] = useState<WorkspaceStore | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let opened: WorkspaceStore | undefined
    let left = false
    setStore(null)
    setProblem(null)
    readSnapshot(conclave, slug).then((snapshot) => {
      if (left) return
      opened = new WorkspaceStore(conclave, snapshot, me.id)
      setStore(opened)
      rememberWorkspace(me, slug)
    }, setProblem)
    return () => {
      left = true
      opened?.close()
    }
  }, [slug, attempt])
  useEffect(() => (store === null ? undefined : watch(store)), [store])
  return { store, problem, retry: () => setAttempt(attempt + 1) }
}

/** What of it concerns the page as a whole. @returns ends it */
function watch(store: WorkspaceStore): () => void {
  const stop = effect(() => {
    nameWorkspace(store.workspace.value.name)
    unreadInTitle.value = store.rooms.unread.value
    const connection = store.connection.value
    if (connection.phase === 'ended' && connection.reason === 'signed_out') signInAgain()
  })
  const leave = (event: BeforeUnloadEvent) => {
    if (store.uploads.busy) event.preventDefault()
  }
  window.addEventListener('beforeunload', leave)
  return () => {
    stop()
    window.removeEventListener('beforeunload', leave)
    nameWorkspace('')
    unreadInTitle.value = 0
  }
}
