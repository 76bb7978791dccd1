import type { Message, Reaction } from '../../../client/generated/types.ts'
import type { LiveEvent } from '../../../client/live/events.ts'
import type { WorkspaceStore } from './workspace-store.ts'

type Handlers = {
  readonly [Type in LiveEvent['type']]: (store: WorkspaceStore, event: EventOf<Type>) => void
}

/** The shape that events of a type have; several types can share one. */
type EventOf<Type extends LiveEvent['type'], One = LiveEvent> = One extends {
  readonly type: infer Types
}
  ? Type extends Types
    ? One
    : never
  : never

type MessageEvent = EventOf<'message.created'>

/** Makes of what is known what it is after an event. Twice the same event changes nothing more. */
export function applyEvent(store: WorkspaceStore, event: LiveEvent): void {
  const handle = handlers[event.type] as
    | ((store: WorkspaceStore, event: LiveEvent) => void)
    | undefined
  // A newer server may tell of things that this client does not show.
  handle?.(store, event)
}

const handlers: Handlers = {
  'message.created': (store, event) => {
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
  },

  'message.edited': changed,

  'message.deleted': (store, event) => {
    changed(store, event)
    forgetUnread(store, event.data.message.room_id, event.data.message.id)
  },

  'message.erased': (store, { room_id, data }) => {
    if (room_id === null) return
    for (const timeline of store.timelines.touching(room_id)) timeline.remove(data.message_id)
    forgetUnread(store, room_id, data.message_id)
  },

  'reaction.added': reacted,
  'reaction.removed': reacted,

  'room.updated': (store, { data }) => store.rooms.update(data.room),

  'member.added': (store, { room_id, data }) => {
    store.people.put(data.user)
    if (room_id === null) return
    putMember(store, room_id, data)
    if (data.user_id === store.me.peek().id && store.rooms.get(room_id) === undefined) {
      void store.reload()
    } else store.rooms.change(room_id, { member_count: data.member_count })
  },

  'member.updated': (store, { room_id, data }) => {
    store.people.put(data.user)
    if (room_id === null) return
    putMember(store, room_id, data)
    const { member_count, role } = data
    const mine = data.user_id === store.me.peek().id
    store.rooms.change(room_id, mine ? { member_count, role } : { member_count })
  },

  'member.removed': (store, { room_id, data }) => {
    if (room_id === null) return
    store.members.remove(room_id, data.user_id)
    if (data.user_id === store.me.peek().id) {
      store.rooms.remove(room_id)
      store.timelines.forgetRoom(room_id)
    } else store.rooms.change(room_id, { member_count: data.member_count })
  },

  'read.moved': (store, { room_id, data }) => {
    const room = room_id === null ? undefined : store.rooms.get(room_id)
    if (room === undefined || room.last_read_message_id >= data.last_read_id) return
    const all = data.last_read_id >= (room.last_message?.id ?? 0)
    store.rooms.change(room.id, {
      last_read_message_id: data.last_read_id,
      ...(all && { unread_count: 0, mention_count: 0 }),
    })
    // How many are left, nobody here can count.
    if (!all) void store.reload()
  },

  'user.added': (store, { data }) => store.people.put(data.user),

  'user.updated': (store, { data: { user } }) => {
    store.people.put(user)
    if (user.id === store.me.peek().id) store.changeMe(user)
  },

  'user.removed': (store, { data }) => store.presence.put(data.user_id, false),

  'workspace.updated': (store) => void store.reloadWorkspace(),

  presence: (store, { data }) => store.presence.put(data.user_id, data.online),

  typing: (store, { room_id, data }) => {
    if (data.user_id !== store.me.peek().id) store.presence.type(room_id, data.user_id)
  },
}

function putMember(
  store: WorkspaceStore,
  room_id: number,
  { user, role }: EventOf<'member.added'>['data'],
): void {
  store.members.put({ room_id, user, role, joined_at: new Date().toISOString() })
}

function changed(store: WorkspaceStore, event: MessageEvent): void {
  const { message } = event.data
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

function reacted(store: WorkspaceStore, { type, room_id, data }: EventOf<'reaction.added'>): void {
  if (room_id === null) return
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

/** A message that nobody has read is gone. Where the count says "or more", it may still be right. */
function forgetUnread(store: WorkspaceStore, room: number, message: number): void {
  const known = store.rooms.get(room)
  if (known === undefined || message <= known.last_read_message_id) return
  if (known.unread_count > 0 && known.unread_count < 100) {
    store.rooms.change(room, { unread_count: known.unread_count - 1 })
  }
}
