import { toRfc3339 } from '../../database/time.ts'
import { toUserSummary } from '../../http/user-summary.ts'
import type { Membership } from '../../models/room-members.ts'
import type { EventRow } from '../../models/rows.ts'
import type { DataReader } from './data-reader.ts'
import { roomsOf } from './room-data.ts'

/** What somebody is in the room, and how many are in it. */
export const memberData: DataReader = (db, rows) => {
  const rooms = roomsOf(db, rows)
  const members = new Map(
    db.roomMembers.findAll(membershipsOf(rows)).map((row) => [keyOf(row), row]),
  )
  return (row) => {
    const member = members.get(keyOf(row))
    const room = rooms.get(row.room_id)
    if (member === undefined || room === undefined) return null
    const { user_id, role, joined_at } = member
    return {
      user_id,
      user: toUserSummary(user_id, member),
      role,
      joined_at: toRfc3339(joined_at),
      member_count: room.member_count,
    }
  }
}

/** Also of a room that is deleted, in which nobody is any more. */
export const memberRemovedData: DataReader = (db, rows) => {
  const rooms = roomsOf(db, rows)
  return ({ room_id, user_id }) =>
    user_id === null ? null : { user_id, member_count: rooms.get(room_id)?.member_count ?? 0 }
}

/** Who is meant where, each once. */
export function membershipsOf(rows: readonly EventRow[]): Membership[] {
  const found = new Map<string, Membership>()
  for (const row of rows) {
    const { room_id, user_id } = row
    if (room_id !== null && user_id !== null) found.set(keyOf(row), { room_id, user_id })
  }
  return [...found.values()]
}

export function keyOf({ room_id, user_id }: Pick<EventRow, 'room_id' | 'user_id'>): string {
  return `${room_id} ${user_id}`
}
