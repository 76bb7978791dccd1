import type { Sql } from '../../database/port.ts'
import { toSqliteTime } from '../../database/time.ts'
import type { Models } from '../../models/models.ts'
import type { MessageRow } from '../../models/rows.ts'
import { indexMessages } from '../../models/search/index-messages.ts'
import { seededRandom } from '../seeded-random.ts'
import { phrase, vocabulary } from './phrases.ts'
import { zipf } from './zipf.ts'

/** How large the workspace is to be. */
export interface GeneratedSize {
  readonly people: number
  readonly rooms: number
  readonly messages: number
}

export interface GenerateOptions extends GeneratedSize {
  /** The messages fill the year before. */
  readonly now: Date
  /** The id of a user who is in the first 500 rooms and has read none of them. */
  readonly ownerId?: string
}

/** What {@link generateWorkspace} needs of a workspace. */
export type Generated = Models & { readonly sql: Sql }

/** Messages in one transaction. */
const PORTION = 5_000
/** Rooms that the owner is in: as many as somebody who is in everything. */
export const OWNERS_ROOMS = 500
const YEAR = 365 * 24 * 60 * 60_000
/** Of a thousand messages. */
const REPLIES = 120
const MENTIONS = 30
const REACTED = 50
const EDITED = 10
const DELETED = 5
const EMOJI = ['👍', '🎉', '❤️', '👀', '✅']

interface GeneratedRoom {
  readonly id: number
  readonly members: readonly string[]
  /** The last messages, for replies. */
  readonly recent: number[]
}

/**
 * Fills a workspace as years of use would, the same for the same size and
 * `now`: rooms and people of very different liveliness, threads, mentions,
 * reactions, edits and tombstones. It goes through the models, so that all that
 * they keep beside a message is there.
 *
 * @returns an iterator that makes a portion at each step, and says how many messages there are
 */
export function* generateWorkspace(db: Generated, options: GenerateOptions): Generator<number> {
  const { messages, now } = options
  const random = seededRandom(messages)
  const words = vocabulary(random)
  const rooms = db.sql.transaction(() => makeRooms(db, options, random))
  const nextRoom = zipf(rooms.length, random)
  const begin = now.getTime() - YEAR
  for (let made = 0; made < messages; ) {
    const until = Math.min(messages, made + PORTION)
    db.sql.transaction(() => {
      for (; made < until; made += 1) {
        const room = rooms[nextRoom()]
        if (room === undefined) continue
        const at = toSqliteTime(new Date(begin + (made / messages) * YEAR))
        makeMessage(db, room, phrase(words, random), at, random)
      }
      indexMessages(db.sql, PORTION)
    })
    yield made
  }
}

function makeRooms(
  db: Generated,
  { people, rooms, now, ownerId }: GenerateOptions,
  random: () => number,
): GeneratedRoom[] {
  const at = toSqliteTime(new Date(now.getTime() - YEAR))
  const users = Array.from({ length: people }, (_, number) => {
    const username = `person-${number + 1}`
    const email = `${username}@generated.test`
    return db.users.create({ username, name: `Person ${number + 1}`, email, created_at: at }).id
  })
  const busy = zipf(people, random)
  return Array.from({ length: rooms }, (_, number) => {
    const { id } = db.rooms.create({
      type: 'group',
      name: `Room ${number + 1}`,
      visibility: number % 3 === 0 ? 'public' : 'private',
      created_by: users[0] ?? null,
      created_at: at,
    })
    // Everybody is in the first room; the others are smaller the later they come.
    const size = Math.min(people, Math.max(3, Math.ceil((people * 4) / (number + 1))))
    const members = new Set<string>(number === 0 ? users : [])
    for (let tries = 0; members.size < size && tries < size * 4; tries += 1) {
      members.add(users[busy()] ?? '')
    }
    if (ownerId !== undefined && number < OWNERS_ROOMS) members.add(ownerId)
    for (const user of members) db.roomMembers.addMember(id, user, 'member', at)
    const speakers = [...members].filter((user) => user !== ownerId)
    return { id, members: speakers, recent: [] }
  })
}

function makeMessage(
  db: Generated,
  { id: room_id, members, recent }: GeneratedRoom,
  text: string,
  created_at: string,
  random: () => number,
): void {
  const member = () => members[Math.floor(random() * members.length)] ?? ''
  const happens = (perThousand: number) => random() * 1_000 < perThousand
  const reply_to_id = happens(REPLIES)
    ? (recent[Math.floor(random() * recent.length)] ?? null)
    : null
  const mentioned = happens(MENTIONS) ? db.users.findById(member())?.username : undefined
  const message = db.messages.create({
    room_id,
    user_id: member(),
    content: mentioned === undefined ? text : `@${mentioned} ${text}`,
    created_at,
    reply_to_id,
  })
  recent.push(message.id)
  if (recent.length > 20) recent.shift()
  if (happens(REACTED)) react(db, message, members, random)
  if (happens(EDITED)) db.messages.edit(message.id, `${text} (corrected)`, created_at)
  if (happens(DELETED)) {
    db.messages.softDelete(message.id, created_at)
    recent.pop()
  }
}

function react(
  db: Generated,
  message: MessageRow,
  members: readonly string[],
  random: () => number,
): void {
  const emoji = EMOJI[Math.floor(random() * EMOJI.length)] ?? ''
  for (const member of members.slice(0, 1 + Math.floor(random() * 4))) {
    db.reactions.add(message, emoji, member)
  }
}
