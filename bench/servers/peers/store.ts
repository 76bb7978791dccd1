import type { MessageWithUser } from '../../../src/models/public-user.ts'
import type { RoomOverviewRow } from '../../../src/models/room-list.ts'

/** A room as a request asks for it: by a person of the auth database, who has to be a member. */
export interface RoomOf {
  readonly tenant: string
  readonly person: string
  readonly room: number
}

/**
 * What the routes of a peer ask its database. Rows are those of Conclave's models, so that all make
 * the same JSON of them. What the load does not use (mentions, reactions, files, direct rooms)
 * peers leave out, which costs Conclave and not them.
 */
export interface Store {
  message(where: RoomOf, id: number): Promise<MessageWithUser | null>
  /** Newest first. */
  newest(where: RoomOf, limit: number): Promise<MessageWithUser[]>
  /** The rooms of a person, those with the newest messages first. */
  rooms(where: Omit<RoomOf, 'room'>, limit: number): Promise<RoomOverviewRow[]>
  /** Writes the message, its event, and what the search finds it by; null for strangers. */
  post(where: RoomOf, content: string): Promise<MessageWithUser | null>
  /** Messages with a word, newest first, of the rooms of the person. Absent where it would be the same as ours. */
  search?(where: Omit<RoomOf, 'room'>, word: string, limit: number): Promise<MessageWithUser[]>
  /** Whether the owner of a token (by its SHA-256, in hex) is in a workspace: looked up each time. */
  mayEnter?(tokenHash: string, tenant: string): Promise<boolean>
  close(): Promise<void>
}

/** A message that was just written, with all that its row has by default. */
export function newMessage(
  row: Pick<MessageWithUser, 'id' | 'room_id' | 'user_id' | 'content' | 'created_at'> &
    Pick<MessageWithUser, 'username' | 'name' | 'avatar_url'>,
): MessageWithUser {
  return {
    type: 'text',
    edited_at: null,
    deleted_at: null,
    revision: 1,
    reply_to_id: null,
    reply_count: 0,
    mention_count: 0,
    emoji_count: 0,
    file_id: null,
    notice: null,
    ...row,
  }
}
