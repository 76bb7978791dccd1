import { toSqliteTime } from '../database/time.ts'
import type { Models } from '../models/models.ts'
import type { UserRow } from '../models/rows.ts'
import { idOf, seedCast } from './cast.ts'
import { direct } from './conversations/direct.ts'
import { directWithOwner, withOwner } from './conversations/owner.ts'
import type { Thread } from './line.ts'
import { officeHours } from './office-hours.ts'
import { groupRooms } from './rooms.ts'
import { type ScheduledLine, schedule } from './schedule.ts'
import { seedMessage } from './seed-message.ts'
import { seedRoom } from './seed-room.ts'
import { seededRandom } from './seeded-random.ts'

/** Sample data goes into an empty workspace only, never among what people wrote. */
export class WorkspaceHasMessages extends Error {
  override name = 'WorkspaceHasMessages'

  constructor() {
    super('this workspace has messages already; sample data is for an empty one')
  }
}

export interface SampleDataOptions {
  /** The conversations fill the three weeks before the day of `now`. */
  readonly now: Date
  /** A user of this workspace, who becomes an admin of the group rooms and takes part. */
  readonly owner?: UserRow
}

/** How many of each there are now. `messages` counts the edited and the deleted ones too. */
export interface SampleDataSummary {
  readonly users: number
  readonly groupRooms: number
  readonly directRooms: number
  readonly messages: number
  readonly edited: number
  readonly deleted: number
}

/**
 * Fills an empty workspace with eight people, their rooms and three weeks of
 * conversation, the same for the same `now`. Call it inside one transaction:
 * then all of it is there, or nothing.
 * @throws WorkspaceHasMessages when anything has been written here
 */
export function seedSampleData(
  models: Models,
  { now, owner }: SampleDataOptions,
): SampleDataSummary {
  if (models.messages.lastId() > 0) throw new WorkspaceHasMessages()
  const dateAt = officeHours(now)
  const begin = toSqliteTime(dateAt(0))
  const random = seededRandom(2026)
  const cast = seedCast(models, owner, begin)
  const planned: (ScheduledLine & { roomId: number })[] = []
  const plan = (roomId: number, threads: readonly Thread[]): void => {
    for (const scheduled of schedule(threads, random)) planned.push({ roomId, ...scheduled })
  }

  for (const room of groupRooms) {
    const last = owner && withOwner[room.name]
    plan(seedRoom(models, room, cast, begin), last ? [...room.threads, last] : room.threads)
  }
  const pairs = owner ? [...direct, ...directWithOwner] : direct
  for (const { pair, threads } of pairs) {
    const [a, b] = pair
    const { room } = models.rooms.findOrCreateDirectRoom(idOf(cast, a), idOf(cast, b), begin)
    plan(room.id, threads)
  }

  // By time over all rooms: ids then grow with time, as in a workspace that people used.
  planned.sort((a, b) => a.at - b.at)
  for (const { roomId, line, at } of planned) seedMessage(models, roomId, line, cast, dateAt(at))

  return {
    users: cast.size,
    groupRooms: groupRooms.length,
    directRooms: pairs.length,
    messages: planned.length,
    edited: planned.filter(({ line }) => line[2] && 'was' in line[2]).length,
    deleted: planned.filter(({ line }) => line[2] && 'deleted' in line[2]).length,
  }
}
