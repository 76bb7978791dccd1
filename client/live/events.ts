import type { Message, Room, UserSummary } from '../generated/types.ts'

/** A room as everybody in it sees it. */
export type LiveRoom = Room & { readonly member_count: number }

/** What an event of each type tells, as it is when the event is delivered. */
export interface LiveData {
  readonly 'message.created': MessageChange
  readonly 'message.edited': MessageChange
  readonly 'message.deleted': MessageChange
  /** Nothing of it is left, not even a tombstone. */
  readonly 'message.erased': { readonly message_id: number }
  readonly 'reaction.added': ReactionChange
  readonly 'reaction.removed': ReactionChange
  readonly 'room.updated': { readonly room: LiveRoom }
  readonly 'member.added': MemberChange
  readonly 'member.updated': MemberChange
  readonly 'member.removed': { readonly user_id: string; readonly member_count: number }
  /** By the same person, perhaps on another device. Posting moves the marker without this event. */
  readonly 'read.moved': { readonly last_read_id: number }
  readonly 'user.added': UserChange
  readonly 'user.updated': UserChange
  readonly 'user.removed': { readonly user_id: string }
  /** Its name or settings: to be fetched again. */
  readonly 'workspace.updated': Readonly<Record<string, never>>
}

interface MessageChange {
  readonly message: Omit<Message, 'reactions'>
  /** The message that it replies to, where it does. */
  readonly replied: { readonly id: number; readonly reply_count: number } | null
}

interface ReactionChange {
  readonly message_id: number
  readonly emoji: string
  /** Who did it: from that a client knows which are its own. */
  readonly user_id: string
  /** All of the message's. */
  readonly reactions: readonly { readonly emoji: string; readonly count: number }[]
}

interface MemberChange {
  readonly user_id: string
  readonly role: 'admin' | 'member'
  readonly member_count: number
  readonly user: UserSummary
}

interface UserChange {
  readonly user: UserSummary & { readonly role: 'owner' | 'admin' | 'member' | null }
}

/** Of the room in `room_id`, or of the workspace where that is null. */
export type LogEvent = {
  [Type in keyof LiveData]: {
    readonly type: Type
    /** The cursor to go on from after this event. */
    readonly id: string
    readonly seq: number
    readonly room_id: number | null
    readonly data: LiveData[Type]
  }
}[keyof LiveData]

/** What is true at this moment only: it is in no log and is not sent again. */
export type PassingEvent =
  | {
      readonly type: 'presence'
      readonly room_id: null
      readonly data: { readonly user_id: string; readonly online: boolean }
    }
  | {
      readonly type: 'typing'
      readonly room_id: number
      readonly data: { readonly user_id: string }
    }

export type LiveEvent = LogEvent | PassingEvent
