import type { WorkspaceDatabase } from '../../src/workspace-database.ts'

/** The address of the one who makes the requests of the bench, in the auth database as in workspaces. */
export const MEMBER = 'member@bench.test'

export interface Conversation {
  /** The person of the auth database who reads and writes in the bench. */
  readonly authId: string
  readonly people: number
  readonly messages: number
  /** Rooms beside the first one, each with some messages that nobody has read; none when absent. */
  readonly moreRooms?: number
}

const MESSAGES_OF_MORE_ROOMS = 20

/** A word of each of so many of their messages, numbered: what a search finds a few of. */
const TICKETS = 25

const WORDS =
  'the release goes out on friday if the last migration holds and nobody finds another reason to wait'.split(
    ' ',
  )

/**
 * Fills a workspace with one room, its people and their messages: some 200 bytes
 * each as JSON. Belongs in a unit of work. The room is number 1, its last message
 * has the number of its messages.
 */
export function converse(
  db: WorkspaceDatabase,
  { authId, people, messages, moreRooms = 0 }: Conversation,
): void {
  const users = Array.from({ length: people }, (_, i) =>
    db.users.create({
      auth_id: i === 0 ? authId : null,
      email: i === 0 ? MEMBER : `person-${i}@bench.test`,
      username: `person-${i}`,
      name: `Person Number ${i}`,
      avatar_url: `https://example.com/avatars/${i}.png`,
    }),
  )
  const room = db.rooms.create({ name: 'General', type: 'group' })
  for (const { id } of users) db.roomMembers.addMember(room.id, id)
  for (let i = 0; i < messages; i += 1) {
    const author = users[i % people]
    if (author) db.messages.create({ room_id: room.id, user_id: author.id, content: sentence(i) })
  }
  for (let i = 0; i < moreRooms; i += 1) {
    const other = db.rooms.create({ name: `Room ${i}`, type: 'group' })
    for (const { id } of users) db.roomMembers.addMember(other.id, id)
    for (let j = 0; j < MESSAGES_OF_MORE_ROOMS; j += 1) {
      const author = users[1 + (j % (people - 1))]
      const content = `${sentence(j)} ticket${(i * MESSAGES_OF_MORE_ROOMS + j) % TICKETS}`
      if (author) db.messages.create({ room_id: other.id, user_id: author.id, content })
    }
  }
}

/** Five to sixteen words, the same ones for the same number. */
function sentence(number: number): string {
  return Array.from(
    { length: 5 + (number % 12) },
    (_, i) => WORDS[(number * 7 + i) % WORDS.length],
  ).join(' ')
}
