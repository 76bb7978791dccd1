/**
 * The rows of a workspace's tables, column for column: the one set of row types.
 *
 * The document's tables allow NULL nearly everywhere. A column is nullable here
 * only where the models themselves may leave it empty, so that typed code never
 * writes a room without a type or a message without a text.
 */

/** UTC in SQLite's own text form, `YYYY-MM-DD HH:MM:SS[.SSS]`. */
export type Timestamp = string

export type RoomType = 'direct' | 'group'
export type MessageType = 'text' | 'image' | 'file'
export type MemberRole = 'admin' | 'member'
export type RoomVisibility = 'private' | 'public'

export interface UserRow {
  id: string
  /** The person's id in the auth database; null for someone who never signs in. */
  auth_id: string | null
  username: string | null
  email: string | null
  avatar_url: string | null
  name: string | null
  emailVerified: Timestamp | null
  image: string | null
  /** The document's column. Conclave keeps passwords in the auth database; no API returns it. */
  password_hash: string | null
  created_at: Timestamp
  /** Since when they are no member any more (migration 0008); null for everybody else. */
  left_at: Timestamp | null
}

export interface RoomRow {
  id: number
  name: string | null
  type: RoomType
  created_by: string | null
  created_at: Timestamp
  /** The pair of a direct room (migration 0002); null in group rooms. */
  direct_key: string | null
  /** Since when the room is being deleted (migration 0003). The models never return such a room. */
  deleting_at: Timestamp | null
  /** Whether everybody in the workspace may find it and join it (migration 0010). */
  visibility: RoomVisibility
  /** What the room is about. */
  topic: string | null
  /** Since when it can only be read. */
  archived_at: Timestamp | null
  /** Kept by triggers (migration 0014). */
  member_count: number
  /** The newest message that somebody wrote and nobody deleted, 0 for none; likewise (migration 0018). */
  last_said_id: number
}

export interface MessageRow {
  id: number
  room_id: number
  /** Null once its author has been removed from the workspace. */
  user_id: string | null
  /** Empty once the message is deleted. */
  content: string
  type: MessageType
  created_at: Timestamp
  edited_at: Timestamp | null
  deleted_at: Timestamp | null
  /** 1, and one more with each edit (migration 0004). */
  revision: number
  /** The message of the room that this one answers (migration 0005). */
  reply_to_id: number | null
  /** Replies to this message that are not deleted. */
  reply_count: number
  /** People whom it mentions (migration 0006). */
  mention_count: number
  /** Different emoji that people reacted with (migration 0007). */
  emoji_count: number
  /** What it shows (migration 0013); null once the message is deleted. */
  file_id: string | null
  /** What happened in the room, as JSON of a {@link Notice}: then nobody wrote it (migration 0011). */
  notice: string | null
}

/** A text that a message had, and since when it was shown. */
export interface RevisionRow {
  message_id: number
  revision: number
  content: string
  created_at: Timestamp
}

/** Somebody whom a message mentions. */
export interface MentionRow {
  user_id: string
  room_id: number
  message_id: number
}

/** An emoji under a message, and how many chose it. */
export interface ReactionRow {
  id: number
  message_id: number
  emoji: string
  count: number
}

/** Somebody who chose it. */
export interface ReactionUserRow {
  reaction_id: number
  user_id: string
  created_at: Timestamp
}

/** What a request with an Idempotency-Key has made. */
export interface IdempotencyKeyRow {
  id: number
  key: string
  scope: string
  request: string
  resource_id: number
  created_at: Timestamp
}

export interface RoomMemberRow {
  room_id: number
  user_id: string
  joined_at: Timestamp
  role: MemberRole
  /** What has a higher id is unread (migration 0012). */
  last_read_id: number
}

/** What can happen in a workspace. */
export type EventType =
  | 'message.created'
  | 'message.edited'
  | 'message.deleted'
  | 'message.erased'
  | 'reaction.added'
  | 'reaction.removed'
  | 'room.updated'
  | 'member.added'
  | 'member.updated'
  | 'member.removed'
  | 'read.moved'
  | 'user.added'
  | 'user.updated'
  | 'user.removed'
  | 'workspace.updated'

/** Something that has happened (migration 0016): ids, never content. */
export interface EventRow {
  seq: number
  type: EventType
  /** Where; null for what is about the whole workspace. */
  room_id: number | null
  message_id: number | null
  /** Whom it is about. */
  user_id: string | null
  /** The emoji of a reaction. */
  detail: string | null
  created_at: Timestamp
}

/** The only row: see {@link EventRow}. */
export interface EventLogRow {
  epoch: number
}

/** Something uploaded. */
export interface FileRow {
  id: string
  /** Null once its uploader has been removed from the workspace. */
  user_id: string | null
  name: string
  /** What the bytes are, whatever was said of them. */
  media_type: string
  bytes: number
  /** Of its content, in hexadecimal digits: its name in the directory of the attachments. */
  sha256: string
  /** In pixels; null unless it is an image. */
  width: number | null
  height: number | null
  created_at: Timestamp
  /** Since when a message refers to it. */
  attached_at: Timestamp | null
}

/** What all contents take up, each once; the only row. */
export interface FilesTotalRow {
  bytes: number
}

/** A content that may lie there although nothing refers to it. */
export interface UnusedContentRow {
  sha256: string
}
