import type { ModelContext } from './context.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { PublicUserColumns } from './public-user.ts'
import { type Unread, unreadMentionsOf, unreadOf } from './read-markers.ts'
import type { MemberRole, MessageType, RoomRow, Timestamp } from './rows.ts'

/** Characters of the last message that the list shows. */
export const PREVIEW = 200

/** Where a page of somebody's rooms goes on: behind this room, as it was then. */
export type RoomCursor = Readonly<Pick<RoomRow, 'id' | 'last_said_id'>>

/** A room as its member sees it in a list. */
export interface RoomOverviewRow extends RoomRow, Unread {
  role: MemberRole
  last_read_id: number
  last_content: string | null
  last_type: MessageType | null
  last_created_at: Timestamp | null
  last_user_id: string | null
  last_username: string | null
  last_name: string | null
  last_avatar_url: string | null
  /** The other one of a direct room, or its only member; null in group rooms. */
  peer_id: string | null
  peer_username: string | null
  peer_name: string | null
  peer_avatar_url: string | null
}

/** A room that everybody in the workspace may join. */
export interface RoomToJoinRow extends RoomRow {
  /** 1 when the user is in it. */
  joined: 0 | 1
}

/**
 * First which rooms, by one look at each that the user is in; then, for those of the page alone,
 * what they show.
 *
 * @param where leaves out rooms of earlier pages
 */
const overview = (where: string) => `
  SELECT r.*, m.role, m.last_read_id,
    ${unreadOf('m')} AS unread_count, ${unreadMentionsOf('m')} AS mention_count,
    substr(l.content, 1, ${PREVIEW}) AS last_content, l.type AS last_type,
    l.created_at AS last_created_at, l.user_id AS last_user_id,
    a.username AS last_username, a.name AS last_name, a.avatar_url AS last_avatar_url,
    p.id AS peer_id, p.username AS peer_username, p.name AS peer_name,
    p.avatar_url AS peer_avatar_url
  FROM (
    SELECT mine.room_id, mine.user_id, said.last_said_id
    FROM room_members mine CROSS JOIN rooms said ON said.id = mine.room_id
    WHERE mine.user_id = +? ${where}
    ORDER BY said.last_said_id DESC, mine.room_id DESC LIMIT +?
  ) AS page
  CROSS JOIN room_members m ON m.room_id = page.room_id AND m.user_id = page.user_id
  CROSS JOIN rooms r ON r.id = page.room_id
  LEFT JOIN messages l ON l.id = page.last_said_id
  LEFT JOIN users a ON a.id = l.user_id
  LEFT JOIN users p ON r.type = 'direct' AND p.id = coalesce(
    (SELECT o.user_id FROM room_members o WHERE o.room_id = r.id AND o.user_id <> m.user_id),
    m.user_id)
  ORDER BY page.last_said_id DESC, page.room_id DESC`

/** Lists of rooms, for one of the workspace's people. */
export class RoomList {
  readonly #first: Prepared<RoomOverviewRow>
  readonly #next: Prepared<RoomOverviewRow>
  readonly #toJoin: Prepared<RoomToJoinRow>

  constructor({ sql }: ModelContext) {
    this.#first = prepared(sql, overview(''))
    this.#next = prepared(sql, overview('AND (said.last_said_id, mine.room_id) < (+?, +?)'))
    this.#toJoin = prepared(
      sql,
      `SELECT r.*, EXISTS (
         SELECT 1 FROM room_members m WHERE m.room_id = r.id AND m.user_id = +?) AS joined
       FROM rooms r WHERE r.visibility = 'public' AND r.archived_at IS NULL
         AND r.deleting_at IS NULL AND r.id > +? ORDER BY r.id LIMIT +?`,
    )
  }

  /** The rooms that the user is in, those with the newest messages first. */
  page(userId: string, after: RoomCursor | null, limit: number): RoomOverviewRow[] {
    if (after === null) return this.#first().all(userId, limit)
    return this.#next().all(userId, after.last_said_id, after.id, limit)
  }

  /** The public rooms in use, in the order of their ids. */
  toJoin(userId: string, after: number | null, limit: number): RoomToJoinRow[] {
    return this.#toJoin().all(userId, after ?? 0, limit)
  }
}

/** The author of a room's last message, as `toUserSummary` takes them. */
export function lastAuthor(row: RoomOverviewRow): PublicUserColumns {
  return { username: row.last_username, name: row.last_name, avatar_url: row.last_avatar_url }
}

/** Likewise the other one of a direct room. */
export function peer(row: RoomOverviewRow): PublicUserColumns {
  return { username: row.peer_username, name: row.peer_name, avatar_url: row.peer_avatar_url }
}
