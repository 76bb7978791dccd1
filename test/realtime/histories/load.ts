import type { Conclave } from '../../../client/conclave.ts'
import type { RoomOverview, User } from '../../../client/generated/types.ts'
import { ConclaveProblem } from '../../../client/problem.ts'
import { Model } from './model.ts'
import type { ModelRoom } from './model-room.ts'

/** All that somebody can see of a workspace, and the cursor from which on to follow it. */
export interface Loaded {
  readonly model: Model
  readonly cursor: string
}

/** Reads everything by REST, after the snapshot: what happens meanwhile is told by events. */
export async function load(conclave: Conclave, workspace: string): Promise<Loaded> {
  const snapshot = await conclave.getSnapshot({ workspace })
  const model = new Model(snapshot.me.id, snapshot.workspace)
  for await (const user of conclave.each('listUsers', { workspace, limit: 100 })) {
    model.users.set(user.id, toEventUser(user))
  }
  for await (const overview of conclave.each('listRooms', { workspace, limit: 100 })) {
    const room = await loadRoom(conclave, workspace, overview)
    if (room) model.rooms.set(overview.id, room)
  }
  return { model, cursor: snapshot.cursor }
}

/** How the room stands in the list; undefined where one is not in it. */
export async function findOverview(conclave: Conclave, workspace: string, room: number) {
  for await (const one of conclave.each('listRooms', { workspace, limit: 100 })) {
    if (one.id === room) return one
  }
  return undefined
}

/** @returns undefined where one is not in it any more: an event will say so */
export async function loadRoom(
  conclave: Conclave,
  workspace: string,
  { last_message, ...overview }: RoomOverview,
): Promise<ModelRoom | undefined> {
  const room: ModelRoom = {
    overview,
    counted: last_message?.id ?? 0,
    members: new Map(),
    messages: new Map(),
  }
  const where = { workspace, room: overview.id, limit: 100 }
  try {
    for await (const { user, role, joined_at } of conclave.each('listRoomMembers', where)) {
      room.members.set(user.id, { user, role, joined_at })
    }
    for await (const message of conclave.each('listMessages', where)) {
      room.messages.set(message.id, message)
    }
    return room
  } catch (error) {
    if (error instanceof ConclaveProblem && error.code === 'room_not_found') return undefined
    throw error
  }
}

function toEventUser({ id, username, name, avatar_url, role }: User) {
  return { id, username, name, avatar_url, role }
}
