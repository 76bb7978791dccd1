import type { Conclave } from '../../../client/conclave.ts'
import type { RoomOverview, User, Workspace } from '../../../client/generated/types.ts'

/** What a workspace is like, and where the events begin that are not in it yet. */
export interface Snapshot {
  readonly cursor: string
  readonly workspace: Workspace
  readonly me: User
  readonly rooms: readonly RoomOverview[]
}

/** @throws ConclaveProblem when there is no such workspace, or it cannot be used now */
export async function readSnapshot(conclave: Conclave, workspace: string): Promise<Snapshot> {
  const { next_cursor, rooms: first, ...snapshot } = await conclave.getSnapshot({ workspace })
  if (next_cursor === null) return { ...snapshot, rooms: first }
  const rooms = [...first]
  // Of a later moment than the cursor: what happened in between comes once more, and changes nothing.
  const rest = conclave.each('listRooms', { workspace, limit: 100, after: next_cursor })
  for await (const room of rest) rooms.push(room)
  return { ...snapshot, rooms }
}

/** The place in the log that a cursor names: what has this number or less is known there. */
export function seqOf(cursor: string): number {
  return Number(cursor.slice(cursor.indexOf('.') + 1))
}
