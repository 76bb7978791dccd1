import { type ReadonlySignal, signal } from '@preact/signals'
import type { Conclave } from '../../../client/conclave.ts'
import type { RoomOverview, User, UserSummary, Workspace } from '../../../client/generated/types.ts'

/** What the client knows of one workspace. Everything shown is read from here, and kept true by events. */
export interface WorkspaceStore {
  readonly slug: string
  readonly conclave: Conclave
  readonly workspace: ReadonlySignal<Workspace>
  /** The one who is signed in, as a user of this workspace. */
  readonly me: ReadonlySignal<User>
  /** Mine, by id. */
  readonly rooms: ReadonlySignal<ReadonlyMap<number, RoomOverview>>
  /** Everybody that was seen so far, by id. */
  readonly users: ReadonlySignal<ReadonlyMap<string, UserSummary>>
  /** The ids of those who are here now. */
  readonly present: ReadonlySignal<ReadonlySet<string>>
  /** Begins anew, after something that no event tells of. */
  readonly reload: () => Promise<void>
}

/** @throws ConclaveProblem when there is no such workspace, or it cannot be used now */
export async function openWorkspace(conclave: Conclave, slug: string): Promise<WorkspaceStore> {
  const workspace = await conclave.getWorkspace({ workspace: slug })
  const me = await conclave.getUser({ workspace: slug, user: 'me' })
  const rooms = signal<ReadonlyMap<number, RoomOverview>>(new Map())
  async function reload(): Promise<void> {
    const found = new Map<number, RoomOverview>()
    for await (const room of conclave.each('listRooms', { workspace: slug, limit: 100 })) {
      found.set(room.id, room)
    }
    rooms.value = found
  }
  await reload()
  return {
    slug,
    conclave,
    workspace: signal(workspace),
    me: signal(me),
    rooms,
    users: signal(new Map()),
    present: signal(new Set<string>()),
    reload,
  }
}
