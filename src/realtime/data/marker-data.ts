import type { DataReader } from './data-reader.ts'
import { keyOf, membershipsOf } from './member-data.ts'

/** How far somebody has read the room, and what is left. */
export const markerData: DataReader = (db, rows) => {
  const markers = new Map(
    db.readMarkers.findAll(membershipsOf(rows)).map((marker) => [keyOf(marker), marker]),
  )
  return (row) => {
    const marker = markers.get(keyOf(row))
    if (marker === undefined) return null
    const { last_read_id, unread_count, mention_count, newest_id } = marker
    return { last_read_id, unread_count, mention_count, newest_id }
  }
}
