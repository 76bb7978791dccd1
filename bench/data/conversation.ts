import type { WorkspaceDatabase } from '../../src/workspace-database.ts'

export interface Conversation {
  /** The person of the auth database who reads and writes in the bench. */
  readonly authId: string
  readonly people: number
  readonly messages: number
}

const WORDS =
  'the release goes out on friday if the last migration holds and nobody finds another reason to wait'.split(
    ' ',
  )

/**
 * Fills a workspace with one room, its people and their messages: some 200 bytes
 * each as JSON. Belongs in a unit of work. The room is number 1, the last message
 * has the number of the messages.
 */
export function converse(db: WorkspaceDatabase, { authId, people, messages }: Conversation): void {
  const users = Array.from({ length: people }, (_, i) =>
    db.users.create({
      auth_id: i === 0 ? authId : null,
      email: `person-${i}@bench.test`,
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
}

/** Five to sixteen words, the same ones for the same number. */
function sentence(number: number): string {
  return Array.from(
    { length: 5 + (number % 12) },
    (_, i) => WORDS[(number * 7 + i) % WORDS.length],
  ).join(' ')
}
