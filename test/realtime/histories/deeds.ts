import fc from 'fast-check'
import { isProblem } from '../../../client/problem.ts'
import type { Figure, MessageOfRoom, Place } from './place.ts'

type Act = (place: Place, who: Figure, pick: Picks) => Promise<unknown>

/** What the numbers of a deed come to, in the workspace as it is by now. */
interface Picks {
  readonly room: number
  readonly message: MessageOfRoom
  /** A message of their own. */
  readonly mine: MessageOfRoom
  readonly other: Figure
  /** From a number of the deed. */
  readonly one: <T>(...of: readonly [T, ...T[]]) => T
  /** Said, or a name: nobody has used it before, and it says where. */
  readonly words: string
}

let count = 0

/** What people do, by name; many of these run at the same time. */
const ACTS = {
  post: post((_, { room }) => ({ room })),
  mention: post((_, { room, one, other }) => ({
    room,
    end: one(' @room', ` @${other.username}`),
  })),
  reply: post((_, { message: { room, id } }) => ({ room, reply_to_id: id })),
  edit: ({ slug }, { conclave }, { mine: { room, id }, words, one, other }) =>
    conclave.editMessage({
      workspace: slug,
      room,
      message: id,
      body: { content: words + one('', ` @${other.username}`) },
    }),
  delete: ({ slug }, { conclave }, { message: { room, id } }) =>
    conclave.deleteMessage({ workspace: slug, room, message: id }),
  react: ({ slug }, { conclave }, { message: { room, id }, one }) =>
    conclave.addReaction({ workspace: slug, room, message: id, emoji: one('👍', '🎉', '🚀') }),
  unreact: ({ slug }, { conclave }, { message: { room, id }, one }) =>
    conclave.removeReaction({ workspace: slug, room, message: id, emoji: one('👍', '🎉', '🚀') }),
  read: ({ slug }, { conclave }, { message: { room, id } }) =>
    conclave.markRoomRead({ workspace: slug, room, body: { message_id: id } }),
  'make a room': async ({ slug, rooms }, { conclave }, { words, one }) => {
    const body = { name: words, type: 'group', visibility: one('public', 'private') } as const
    rooms.push((await conclave.createRoom({ workspace: slug, body })).id)
  },
  'talk to': async ({ slug, rooms }, { conclave }, { other }) => {
    const { id } = await conclave.openDirectRoom({ workspace: slug, user: other.userId })
    if (!rooms.includes(id)) rooms.push(id)
  },
  join: ({ slug }, { conclave }, { room }) =>
    conclave.addRoomMember({ workspace: slug, room, user: 'me', body: {} }),
  leave: ({ slug }, { conclave }, { room }) =>
    conclave.removeRoomMember({ workspace: slug, room, user: 'me' }),
  add: ({ slug }, { conclave }, { room, other, one }) =>
    conclave.addRoomMember({
      workspace: slug,
      room,
      user: other.userId,
      body: { role: one('member', 'admin') },
    }),
  remove: ({ slug }, { conclave }, { room, other }) =>
    conclave.removeRoomMember({ workspace: slug, room, user: other.userId }),
  'change the role of': ({ slug }, { conclave }, { room, other, one }) =>
    conclave.changeRoomMember({
      workspace: slug,
      room,
      user: other.userId,
      body: { role: one('member', 'admin') },
    }),
  'change the room': ({ slug }, { conclave }, { room, words, one }) =>
    conclave.updateRoom({
      workspace: slug,
      room,
      body: one(
        { name: words },
        { topic: words },
        { topic: null },
        { visibility: 'public' },
        { visibility: 'private' },
        { archived: true },
        { archived: false },
        { archived: false },
      ),
    }),
  'delete the room': ({ slug }, { conclave }, { room }) =>
    conclave.deleteRoom({ workspace: slug, room }),
  'call themselves': ({ slug }, { conclave }, { words, one }) =>
    conclave.updateUser({
      workspace: slug,
      user: 'me',
      body: one({ name: words }, { avatar_url: `https://example.com/${count}.png` }),
    }),
  promote: ({ slug }, { conclave }, { other, one }) =>
    conclave.updateUser({
      workspace: slug,
      user: other.userId,
      body: { role: one('admin', 'member') },
    }),
  'rename the workspace': ({ slug }, { conclave }, { words }) =>
    conclave.updateWorkspace({ workspace: slug, body: { name: words } }),
  'throw out': ({ slug }, { conclave }, { other }) =>
    conclave.removeUser({ workspace: slug, user: other.userId }),
  'come back': async ({ slug, figures: [owner] }, { conclave, devices }) => {
    const body = { role: 'member' } as const
    const made = await owner?.conclave.createInvitation({ workspace: slug, body })
    await conclave.acceptInvitation({ secret: made?.token ?? '' })
    for (const device of devices) await device.connect()
  },
  'lose the network': async (_, { devices }, { one }) => {
    const [first, ...others] = devices
    if (first) one(first, ...others).cutOff()
  },
  reconnect: async (_, { devices }) => {
    for (const device of devices) await device.connect()
  },
} satisfies Record<string, Act>

type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

const OFTEN = [
  'post',
  'post',
  'post',
  'post',
  'mention',
  'reply',
  'reply',
  'edit',
  'react',
] as const
const MORE = ['read', 'read', 'delete', 'unreact', 'add', 'add', 'join', 'remove', 'leave'] as const
const ALL = Object.keys(ACTS) as (keyof typeof ACTS)[]

/** Somebody does something with something. */
export const deed = fc.record({
  who: fc.constantFrom(0, 0, 1, 2, 3),
  does: fc.constantFrom(...OFTEN, ...OFTEN, ...MORE, ...ALL),
  a: fc.nat(11),
  b: fc.nat(11),
})

/**
 * Does it. Much is refused, which is part of it.
 *
 * @throws whatever no client should have to expect
 */
export async function doDeed(place: Place, { who, does, a, b }: Deed): Promise<void> {
  const { figures, slug } = place
  const figure = figures[who % figures.length]
  const other = figures[b % figures.length]
  if (!figure || !other) return
  // Now and then something that they know nothing of.
  const known: Known = b % 5 === 4 ? place : whatTheyKnow(figure)
  const rooms = known.rooms.length > 0 ? known.rooms : place.rooms
  const messages = known.messages.length > 0 ? known.messages : place.messages
  // The newest, because what is old is often gone.
  const room = rooms.at(-1 - (a % Math.max(1, rooms.length))) ?? 1
  const message = messages.at(-1 - (a % Math.max(1, messages.length))) ?? { room, id: 1 }
  const own = known.own ?? []
  count += 1
  const pick: Picks = {
    room,
    message,
    mine: own.at(-1 - (a % Math.max(1, own.length))) ?? message,
    other,
    one: (...of) => of[b % of.length] ?? of[0],
    words: `${slug} ${count}`,
  }
  try {
    await ACTS[does](place, figure, pick)
  } catch (error) {
    const isRefused = isProblem(error) && (error.status < 500 || error.status === 503)
    // A server that is being killed answers nobody.
    const isCut = !isProblem(error)
    if (!isRefused && !isCut) throw error
  }
}

interface Known extends Pick<Place, 'rooms' | 'messages'> {
  readonly own?: readonly MessageOfRoom[]
}

/** The rooms that they are in, and what stands there. */
function whatTheyKnow({ devices, userId }: Figure): Known {
  const follower = devices.map((device) => device.follower).find(({ isBlank }) => !isBlank)
  const rooms = [...(follower?.model.rooms ?? [])].sort(([a], [b]) => a - b)
  const shown = rooms
    .flatMap(([room, { messages }]) => [...messages.values()].map((one) => ({ ...one, room })))
    .filter(({ notice, deleted_at }) => notice === null && deleted_at === null)
    .sort((a, b) => a.id - b.id)
  return {
    rooms: rooms.map(([room]) => room),
    messages: shown,
    own: shown.filter(({ user }) => user?.id === userId),
  }
}

interface Post {
  readonly room: number
  readonly reply_to_id?: number
  readonly end?: string
}

function post(what: (place: Place, pick: Picks) => Post): Act {
  return async (place, { conclave }, pick) => {
    const { room, end = '', ...reply } = what(place, pick)
    const content = pick.words + end
    const body = { content, ...reply }
    const { id } = await conclave.sendMessage({ workspace: place.slug, room, body })
    place.messages.push({ room, id })
  }
}
