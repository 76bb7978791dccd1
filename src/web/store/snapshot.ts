import type { Conclave } from '../../../client/conclave.ts'
import type { RoomOverview, User, Workspace } from '../../../client/generated/types.ts'

/** What a workspace is like, and where the events begin that are not in it yet. */
export interface Snapshot {
  readonly cursor: string | undefined
  readonly workspace: Workspace
  readonly me: User
  readonly rooms: readonly RoomOverview[]
}

/** @throws ConclaveProblem when there is no such workspace, or it cannot be used now */
export async function readSnapshot(conclave: Conclave, workspace: string): Promise<Snapshot> {
  const rooms: RoomOverview[] = []
  const [found, me] = await Promise.all([
    conclave.getWorkspace({ workspace }),
    conclave.getUser({ workspace, user: 'me' }),
  ])
  for await (const room of conclave.each('listRooms', { workspace, limit: 100 })) rooms.push(room)
  return { cursor: undefined, workspace: found, me, rooms }
}
