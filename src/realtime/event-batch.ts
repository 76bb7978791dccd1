import { type EventPosition, parseCursor } from '../models/event-cursor.ts'
import type { WorkspaceDatabase } from '../workspace-database.ts'
import type { RoleOf } from './data/data-reader.ts'
import { Frame } from './frame.ts'
import { type ShownEvent, showEvents } from './show-events.ts'

/** An event as it is sent, and to whom. */
export interface DeliverableEvent {
  readonly seq: number
  /** Ids of users; null for everybody in the workspace. */
  readonly to: ReadonlySet<string> | null
  readonly frame: Frame
}

/** A part of the log, read in one snapshot with the memberships that decide who may see what. */
export interface Batch {
  readonly epoch: number
  /** Whoever has been told of this batch knows all up to here. */
  readonly position: number
  /** Whether there is more behind it. */
  readonly more: boolean
  /** Whether where it was to go on from is not in this log (any more). */
  readonly lost: boolean
  readonly events: readonly DeliverableEvent[]
}

/** Events that are read at once: some milliseconds, in which nobody else is served. */
const LARGEST = 100

/** Where in the log of a workspace somebody stands. */
export interface Position {
  readonly epoch: number
  readonly position: number
}

/**
 * What comes behind a position, for some users. Belongs in a `pool.read`.
 *
 * @param among only of these it has to be known what they may see
 */
export function readBatch(
  db: WorkspaceDatabase,
  { epoch, position }: Position,
  among: readonly string[],
  roleOf: RoleOf,
): Batch {
  if (db.events.check(`${epoch}.${position}`) !== 'ok') {
    return { ...endOfLog(db), more: false, lost: true, events: [] }
  }
  const rows = db.events.since(position, LARGEST)
  const audienceOf = audiences(db, among)
  const events = showEvents(db, rows, roleOf).map((shown) => ({
    seq: shown.seq,
    to: audienceOf(shown),
    frame: new Frame(shown.envelope, shown.envelope.id),
  }))
  const last = rows.at(-1)?.seq ?? position
  return { epoch, position: last, more: rows.length === LARGEST, lost: false, events }
}

/** Where the log ends now. */
export function endOfLog({ events }: WorkspaceDatabase): Position {
  const { epoch, seq } = parseCursor(events.cursor()) as EventPosition
  return { epoch, position: seq }
}

/** Who is meant; each room is looked at once. */
function audiences(db: WorkspaceDatabase, among: readonly string[]) {
  const rooms = new Map<number, ReadonlySet<string>>()
  return ({ room_id, only_user, also_user }: ShownEvent): ReadonlySet<string> | null => {
    if (room_id === null) return null
    const members = rooms.get(room_id) ?? db.roomMembers.membersAmong(room_id, among)
    rooms.set(room_id, members)
    if (only_user !== null) return new Set(members.has(only_user) ? [only_user] : [])
    return also_user === null ? members : new Set([...members, also_user])
  }
}
