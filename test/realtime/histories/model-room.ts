import type {
  Message,
  RoomMember,
  RoomOverview,
  UserSummary,
} from '../../../client/generated/types.ts'

type Writable<T> = { -readonly [Field in keyof T]: T[Field] }

/** What a list of rooms shows; the last message is found among the messages. */
export type Overview = Writable<Omit<RoomOverview, 'last_message'>>
export type Member = Writable<Omit<RoomMember, 'room_id'>>
export type ShownMessage = Writable<Message>

/** A room as a client knows it. */
export interface ModelRoom {
  overview: Overview
  /** The newest message that is in `unread_count` already, if it is unread at all. */
  counted: number
  readonly members: Map<string, Member>
  readonly messages: Map<number, ShownMessage>
}

/** Characters of the last message that a list of rooms shows. */
const PREVIEW = 200

/** All of it as plain data, in an order that does not depend on how one came to know it. */
export function viewRoom({ overview, members, messages }: ModelRoom) {
  const inOrder = [...messages.values()].sort((a, b) => a.id - b.id)
  const last = inOrder.findLast(({ deleted_at, notice }) => deleted_at === null && notice === null)
  return {
    ...overview,
    last_message: last === undefined ? null : preview(last),
    members: [...members.values()].sort((a, b) => (a.user.id < b.user.id ? -1 : 1)),
    messages: inOrder,
  }
}

function preview({ id, type, content, created_at, user }: ShownMessage) {
  return { id, type, content: [...(content ?? '')].slice(0, PREVIEW).join(''), created_at, user }
}

/** Shows somebody by another name wherever the room does. */
export function renameIn(room: ModelRoom, user: UserSummary): void {
  const member = room.members.get(user.id)
  if (member) member.user = user
  for (const message of room.messages.values())
    if (message.user?.id === user.id) message.user = user
  if (room.overview.with?.id === user.id) room.overview.with = user
}
