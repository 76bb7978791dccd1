import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { WorkspaceStore } from './store/workspace-store.ts'

export const WorkspaceContext = createContext<WorkspaceStore | null>(null)

export function useWorkspace(): WorkspaceStore {
  const store = useContext(WorkspaceContext)
  if (store === null) throw new Error('this is shown inside a workspace only')
  return store
}
