import type { ModelContext } from './context.ts'
import { Departures } from './departures.ts'
import { IdempotencyKeys } from './idempotency-keys.ts'
import { Mentions } from './mentions.ts'
import { Messages } from './messages.ts'
import { Reactions } from './reactions.ts'
import { Revisions } from './revisions.ts'
import { RoomMembers } from './room-members.ts'
import { Rooms } from './rooms.ts'
import { Users } from './users.ts'

/** The chat domain of one workspace. All calls are synchronous and return rows. */
export interface Models {
  readonly users: Users
  readonly rooms: Rooms
  readonly messages: Messages
  readonly revisions: Revisions
  readonly mentions: Mentions
  readonly reactions: Reactions
  readonly idempotencyKeys: IdempotencyKeys
  readonly roomMembers: RoomMembers
  readonly departures: Departures
}

export function createModels(context: ModelContext): Models {
  const roomMembers = new RoomMembers(context)
  const revisions = new Revisions(context)
  const mentions = new Mentions(context)
  const reactions = new Reactions(context)
  return {
    users: new Users(context),
    rooms: new Rooms(context, roomMembers),
    messages: new Messages(context, { revisions, mentions, reactions }),
    revisions,
    mentions,
    reactions,
    idempotencyKeys: new IdempotencyKeys(context),
    roomMembers,
    departures: new Departures(context, roomMembers),
  }
}
