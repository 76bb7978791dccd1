import type { EventRow, EventType } from '../models/rows.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import type { DataReader, RoleOf } from './data/data-reader.ts'
import { markerData } from './data/marker-data.ts'
import { memberData, memberRemovedData } from './data/member-data.ts'
import { messageData } from './data/message-data.ts'
import { messageErasedData } from './data/message-erased-data.ts'
import { reactionData } from './data/reaction-data.ts'
import { roomData } from './data/room-data.ts'
import { userData, userRemovedData } from './data/user-data.ts'
import type { Event } from './event-schema.ts'

/** An event as it goes to clients, and to whom. */
export interface ShownEvent {
  readonly seq: number
  /** For the members of this room, as they are now; null: for everybody in the workspace. */
  readonly room_id: number | null
  /** Of the members for this user alone. */
  readonly only_user: string | null
  /** For this user too, who is no member any more. */
  readonly also_user: string | null
  readonly envelope: Event
}

const READERS: Readonly<Record<EventType, DataReader>> = {
  'message.created': messageData,
  'message.edited': messageData,
  'message.deleted': messageData,
  'message.erased': messageErasedData,
  'reaction.added': reactionData,
  'reaction.removed': reactionData,
  'room.updated': roomData,
  'member.added': memberData,
  'member.updated': memberData,
  'member.removed': memberRemovedData,
  'read.moved': markerData,
  'user.added': userData,
  'user.updated': userData,
  'user.removed': userRemovedData,
  'workspace.updated': () => () => ({}),
}

/**
 * What to tell of these events, with all that they show as it is now: a few statements for each
 * kind among them, however many they are. Nothing in an envelope depends on who receives it. An
 * event that names what is gone is left out, because a later one says so.
 *
 * @param rows in the order of the log
 */
export function showEvents(
  db: WorkspaceDatabase,
  rows: readonly EventRow[],
  roleOf: RoleOf,
): ShownEvent[] {
  // Newer code may have written what this code has no words for.
  const known = rows.filter(({ type }) => Object.hasOwn(READERS, type))
  if (known.length === 0) return []
  const epoch = db.events.epoch()
  const kinds = Map.groupBy(known, ({ type }) => READERS[type])
  const dataOf = new Map(
    [...kinds].map(([reader, ofKind]) => [reader, reader(db, ofKind, roleOf)] as const),
  )
  return known.flatMap((row) => {
    const data = dataOf.get(READERS[row.type])?.(row) ?? null
    return data === null ? [] : toShown(row, epoch, data)
  })
}

function toShown(
  { seq, type, room_id, user_id }: EventRow,
  epoch: number,
  data: Event['data'],
): ShownEvent {
  return {
    seq,
    room_id,
    only_user: type === 'read.moved' ? user_id : null,
    also_user: type === 'member.removed' ? user_id : null,
    // The reader of a type gives its data, which the compiler cannot follow.
    envelope: { id: `${epoch}.${seq}`, seq, type, room_id, data } as Event,
  }
}
