import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { RoomOverview } from '../../../client/generated/types.ts'
import type { Timeline } from '../store/timeline.ts'

/** The room, or the thread in it, that messages are shown of and written to. */
export interface OpenRoom {
  readonly room: RoomOverview
  readonly timeline: Timeline
  /** The message whose replies these are; null in the room itself. */
  readonly thread: number | null
  /** The name of its draft. */
  readonly place: string
}

export const RoomContext = createContext<OpenRoom | null>(null)

export function useOpenRoom(): OpenRoom {
  const room = useContext(RoomContext)
  if (room === null) throw new Error('this is shown inside a room only')
  return room
}

/** Whether something can be written, changed or chosen here. */
export function isWritable({ archived_at }: RoomOverview, workspaceState: string): boolean {
  return archived_at === null && workspaceState === 'active'
}
