import { Contents } from './contents.ts'
import type { ModelContext } from './context.ts'
import { Departures } from './departures.ts'
import { Events } from './events.ts'
import { Expiry } from './expiry.ts'
import { Files } from './files.ts'
import { IdempotencyKeys } from './idempotency-keys.ts'
import { Mentions } from './mentions.ts'
import { Messages } from './messages.ts'
import { Notices } from './notices.ts'
import { Reactions } from './reactions.ts'
import { ReadMarkers } from './read-markers.ts'
import { Revisions } from './revisions.ts'
import { RoomList } from './room-list.ts'
import { RoomMembers } from './room-members.ts'
import { Rooms } from './rooms.ts'
import { MessageSearch } from './search/message-search.ts'
import { Users } from './users.ts'

/** The chat domain of one workspace. All calls are synchronous and return rows. */
export interface Models {
  readonly users: Users
  readonly rooms: Rooms
  readonly roomList: RoomList
  readonly messages: Messages
  readonly revisions: Revisions
  readonly mentions: Mentions
  readonly reactions: Reactions
  readonly files: Files
  readonly contents: Contents
  readonly idempotencyKeys: IdempotencyKeys
  readonly roomMembers: RoomMembers
  readonly departures: Departures
  readonly expiry: Expiry
  readonly search: MessageSearch
  readonly readMarkers: ReadMarkers
  readonly notices: Notices
  readonly events: Events
}

export function createModels(context: ModelContext): Models {
  const events = new Events(context)
  const readMarkers = new ReadMarkers(context, events)
  const roomMembers = new RoomMembers(context, events)
  const revisions = new Revisions(context)
  const mentions = new Mentions(context)
  const reactions = new Reactions(context, events)
  const files = new Files(context)
  return {
    users: new Users(context, events),
    rooms: new Rooms(context, roomMembers, events),
    roomList: new RoomList(context),
    messages: new Messages(context, {
      files,
      revisions,
      mentions,
      reactions,
      readMarkers,
      events,
    }),
    revisions,
    mentions,
    reactions,
    files,
    contents: new Contents(context),
    idempotencyKeys: new IdempotencyKeys(context),
    roomMembers,
    expiry: new Expiry(context, events),
    departures: new Departures(context, roomMembers, events),
    search: new MessageSearch(context.sql),
    readMarkers,
    notices: new Notices(context, events),
    events,
  }
}
