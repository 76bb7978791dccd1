import { toRoom } from '../../http/room.ts'
import type { EventRow, RoomRow } from '../../models/rows.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import { type DataReader, distinct } from './data-reader.ts'

/** The room's settings. */
export const roomData: DataReader = (db, rows) => {
  const rooms = roomsOf(db, rows)
  return ({ room_id }) => {
    const row = rooms.get(room_id)
    return row ? { room: { ...toRoom(row), member_count: row.member_count } } : null
  }
}

/** The rooms of these events by their ids, without those that are deleted. */
export function roomsOf(
  db: WorkspaceDatabase,
  rows: readonly EventRow[],
): ReadonlyMap<number | null, RoomRow> {
  const found = db.rooms.findAll(distinct(rows.map(({ room_id }) => room_id)))
  return new Map(found.map((row) => [row.id, row]))
}
