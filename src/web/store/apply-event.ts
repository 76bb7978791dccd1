import type {
  EventMessage,
  MemberEventData,
  MemberRemovedData,
  Message,
  MessageEvent,
  Reaction,
  ReactionEvent,
} from '../../../client/generated/types.ts'
import type { LiveEvent } from '../../../client/live/events.ts'
import { MOST_COUNTED } from './rooms.ts'
import type { WorkspaceStore } from './workspace-store.ts'

/**
 * Makes of what is known what it is after an event. Twice the same event changes nothing more, and
 * what a newer server tells that this client does not know is passed over.
 */
export function applyEvent(store: WorkspaceStore, event: LiveEvent): void {
  const { rooms, people, presence, timelines } = store
  const me = store.me.peek().id
  switch (event.type) {
    case 'message.created':
      created(store, event)
      break
    case 'message.edited':
      changed(store, event)
      break
    case 'message.deleted':
      changed(store, event)
      forgetUnread(store, event.room_id, event.data.message.id)
      break
    case 'message.erased': {
      const { message_id } = event.data
      for (const timeline of timelines.touching(event.room_id)) timeline.remove(message_id)
      forgetUnread(store, event.room_id, message_id)
      break
    }
    case 'reaction.added':
    case 'reaction.removed':
      reacted(store, event)
      break
    case 'room.updated':
      rooms.update(event.data.room)
      break
    case 'member.added':
    case 'member.updated':
      joined(store, event.room_id, event.data)
      break
    case 'member.removed':
      left(store, event.room_id, event.data)
      break
    case 'read.moved':
      rooms.read(event.room_id, event.data)
      break
    case 'user.added':
    case 'user.updated':
      people.put(event.data.user)
      people.moveOn()
      if (event.data.user.id === me) store.changeMe(event.data.user)
      break
    case 'user.removed':
      presence.put(event.data.user_id, false)
      people.moveOn()
      break
    case 'workspace.updated':
      store.follow(store.reloadWorkspace())
      break
    case 'presence':
      presence.put(event.data.user_id, event.data.online)
      break
    case 'typing':
      if (event.data.user_id !== me) presence.type(event.room_id, event.data.user_id)
  }
}

function created(store: WorkspaceStore, event: MessageEvent): void {
  const { message } = event.data
  const me = store.me.peek().id
  store.people.meet([message.user])
  if (message.user?.id === me) store.outbox.recognise(message)
  if (message.user) store.presence.stop(message.room_id, message.user.id)
  for (const timeline of store.timelines.of(message)) {
    if (timeline.find(message.id) === undefined) timeline.put({ ...message, reactions: [] })
  }
  store.rooms.receive(message, me)
  countReplies(store, event)
}

function changed(store: WorkspaceStore, event: MessageEvent): void {
  const { message } = event.data
  countMentions(store, message)
  for (const timeline of store.timelines.touching(message.room_id)) {
    timeline.change(message.id, (known) =>
      message.revision < known.revision && message.deleted_at === null
        ? known
        : { ...message, reactions: message.deleted_at === null ? known.reactions : [] },
    )
  }
  const last = store.rooms.get(message.room_id)?.last_message
  if (last?.id === message.id) {
    const content = message.deleted_at === null ? (message.content ?? '') : ''
    store.rooms.change(message.room_id, { last_message: { ...last, content } })
  }
  countReplies(store, event)
}

function countReplies(store: WorkspaceStore, { data: { message, replied } }: MessageEvent): void {
  if (replied === null) return
  for (const timeline of store.timelines.touching(message.room_id)) {
    timeline.change(replied.id, (known) => ({ ...known, reply_count: replied.reply_count }))
  }
}

function reacted(store: WorkspaceStore, { type, room_id, data }: ReactionEvent): void {
  const mine = data.user_id === store.me.peek().id
  const reactionsAfter = (known: Message): Reaction[] =>
    data.reactions.map(({ emoji, count }) => {
      const before = known.reactions.find((one) => one.emoji === emoji)?.me ?? false
      const me = mine && emoji === data.emoji ? type === 'reaction.added' : before
      return { emoji, count, me }
    })
  for (const timeline of store.timelines.touching(room_id)) {
    timeline.change(data.message_id, (known) => ({ ...known, reactions: reactionsAfter(known) }))
  }
}

function joined(store: WorkspaceStore, room_id: number, data: MemberEventData): void {
  const { user_id, user, role, joined_at, member_count } = data
  store.people.put(user)
  store.members.put({ room_id, user, role, joined_at })
  const mine = user_id === store.me.peek().id
  if (store.rooms.get(room_id) !== undefined) {
    store.rooms.change(room_id, mine ? { member_count, role } : { member_count })
  } else if (mine) store.follow(store.reload())
}

function left(store: WorkspaceStore, room: number, data: MemberRemovedData): void {
  const { user_id, member_count } = data
  store.members.remove(room, user_id)
  if (user_id === store.me.peek().id) {
    store.rooms.remove(room)
    store.timelines.forgetRoom(room)
    store.members.forgetRoom(room)
  } else store.rooms.change(room, { member_count })
}

/** Whom a message mentions may change with it. Where nobody has read it here, nobody can tell. */
function countMentions(store: WorkspaceStore, message: EventMessage): void {
  const before = store.timelines.find(message.room_id, message.id)
  const room = store.rooms.get(message.room_id)
  if (before === undefined || room === undefined || message.id <= room.last_read_message_id) return
  const me = store.me.peek().id
  const by = Number(message.mentions.includes(me)) - Number(before.mentions.includes(me))
  if (room.mention_count < MOST_COUNTED) {
    store.rooms.change(room.id, { mention_count: Math.max(0, room.mention_count + by) })
  }
}

/** A message that nobody has read is gone. Where the count says "or more", it may still be right. */
function forgetUnread(store: WorkspaceStore, room: number, message: number): void {
  const known = store.rooms.get(room)
  if (known === undefined || message <= known.last_read_message_id) return
  if (known.unread_count > 0 && known.unread_count < MOST_COUNTED) {
    store.rooms.change(room, { unread_count: known.unread_count - 1 })
  }
}
