import type {
  EventUser,
  MemberEvent,
  MessageErasedEvent,
  MessageEvent,
  ReactionEvent,
  ReadEvent,
  Workspace,
} from '../../../client/generated/types.ts'
import type { LogEvent } from '../../../client/live/events.ts'
import { type ModelRoom, renameIn, viewRoom } from './model-room.ts'

/** What a client has to ask for after an event. */
export type Wish =
  | { readonly load: 'workspace' }
  /** All of a room that it did not know. */
  | { readonly load: 'room'; readonly room: number }
  /** How much of the room is unread. */
  | { readonly load: 'unread'; readonly room: number }

/** As docs/events.md has it: nobody counts further. */
const MANY = 100

/**
 * What a client knows, and how events change it: by the rules of docs/events.md and no others, so
 * that whoever follows them ends where REST is.
 */
export class Model {
  readonly me: string
  workspace: Workspace
  readonly users = new Map<string, EventUser>()
  readonly rooms = new Map<number, ModelRoom>()

  constructor(me: string, workspace: Workspace) {
    this.me = me
    this.workspace = workspace
  }

  view() {
    const rooms = [...this.rooms.values()].map(viewRoom).sort((a, b) => a.id - b.id)
    return {
      me: this.me,
      workspace: this.workspace,
      users: [...this.users.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      rooms,
    }
  }

  /** @returns what has to be asked for, before the next event */
  apply(event: LogEvent): Wish | null {
    switch (event.type) {
      case 'message.created':
      case 'message.edited':
      case 'message.deleted':
        return this.#message(event)
      case 'message.erased':
        return this.#erased(event)
      case 'reaction.added':
      case 'reaction.removed':
        this.#reaction(event)
        return null
      case 'room.updated': {
        const room = this.rooms.get(event.room_id)
        if (room) Object.assign(room.overview, event.data.room)
        return null
      }
      case 'member.added':
      case 'member.updated':
        return this.#member(event)
      case 'member.removed': {
        const { user_id, member_count } = event.data
        if (user_id === this.me) this.rooms.delete(event.room_id)
        const room = this.rooms.get(event.room_id)
        room?.members.delete(user_id)
        if (room) room.overview.member_count = member_count
        return null
      }
      case 'read.moved':
        return this.#read(event)
      case 'user.added':
        this.users.set(event.data.user.id, event.data.user)
        this.#rename(event.data.user)
        this.#myRole(event.data.user)
        return null
      case 'user.updated':
        if (this.users.has(event.data.user.id)) this.users.set(event.data.user.id, event.data.user)
        this.#rename(event.data.user)
        this.#myRole(event.data.user)
        return null
      case 'user.removed':
        this.users.delete(event.data.user_id)
        return null
      case 'workspace.updated':
        return { load: 'workspace' }
    }
  }

  #message({ type, room_id, data: { message, replied } }: MessageEvent): Wish | null {
    const room = this.rooms.get(room_id)
    if (!room) return null
    const { overview, messages } = room
    const { id, deleted_at, notice, user, mentions } = message
    const reactions = deleted_at === null ? (messages.get(id)?.reactions ?? []) : []
    messages.set(id, { ...message, reactions })
    const answered = replied && messages.get(replied.id)
    if (replied && answered) answered.reply_count = replied.reply_count

    if (notice !== null || id <= overview.last_read_message_id) return null
    if (user?.id === this.me) {
      Object.assign(overview, { last_read_message_id: id, unread_count: 0, mention_count: 0 })
      return null
    }
    if (type !== 'message.created') return { load: 'unread', room: room_id }
    if (id <= room.counted) return null
    room.counted = id
    if (deleted_at !== null) return null
    overview.unread_count += 1
    if (mentions.includes(this.me)) overview.mention_count += 1
    return overview.unread_count < MANY ? null : { load: 'unread', room: room_id }
  }

  #erased({ room_id, data: { message_id } }: MessageErasedEvent): Wish | null {
    const room = this.rooms.get(room_id)
    if (!room) return null
    room.messages.delete(message_id)
    for (const message of room.messages.values()) {
      if (message.reply_to_id === message_id) message.reply_to_id = null
    }
    const isRead = message_id <= room.overview.last_read_message_id
    return isRead ? null : { load: 'unread', room: room_id }
  }

  #reaction({ type, room_id, data }: ReactionEvent): void {
    const message = this.rooms.get(room_id)?.messages.get(data.message_id)
    if (!message) return
    const mine = new Set(message.reactions.filter(({ me }) => me).map(({ emoji }) => emoji))
    if (data.user_id === this.me && type === 'reaction.added') mine.add(data.emoji)
    if (data.user_id === this.me && type === 'reaction.removed') mine.delete(data.emoji)
    message.reactions = data.reactions.map((one) => ({ ...one, me: mine.has(one.emoji) }))
  }

  #member({ type, room_id, data }: MemberEvent): Wish | null {
    const isMe = data.user_id === this.me
    if (isMe && type === 'member.added') return { load: 'room', room: room_id }
    const room = this.rooms.get(room_id)
    if (!room) return null
    const { user, role, joined_at, member_count } = data
    room.members.set(user.id, { user, role, joined_at })
    room.overview.member_count = member_count
    if (isMe) room.overview.role = role
    return null
  }

  #read({ room_id, data }: ReadEvent): Wish | null {
    const room = this.rooms.get(room_id)
    if (!room) return null
    const { last_read_id, unread_count, mention_count, newest_id } = data
    const read = { last_read_message_id: last_read_id, unread_count, mention_count }
    Object.assign(room.overview, read)
    room.counted = newest_id
    return null
  }

  #myRole({ id, role }: EventUser): void {
    if (id === this.me && role !== null) this.workspace = { ...this.workspace, role }
  }

  #rename({ role: _, ...user }: EventUser): void {
    for (const room of this.rooms.values()) renameIn(room, user)
  }
}
