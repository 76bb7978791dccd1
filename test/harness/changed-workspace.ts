import { Database } from 'bun:sqlite'
import { join } from 'node:path'
import type { Changes } from './changes.ts'

interface Message {
  readonly id: number
  readonly content: string
  readonly revision: number
  readonly deleted: 0 | 1
}

/**
 * What is wrong in a workspace that was changed, once its server has closed it: with what clients
 * were told, and with the log of events, which has to tell of each change once.
 */
export function wrongChanges(dataDir: string, changes: Changes): string[] {
  const { chat, guest, inWorkspace } = changes
  const auth = new Database(join(dataDir, 'auth.db'))
  const isMember =
    auth
      .query('SELECT 1 FROM memberships WHERE tenant_id = ? AND user_id = ?')
      .get(chat.id, guest.personId) !== null
  auth.close(true)
  const database = new Database(chat.file, { readwrite: true, create: false, strict: true })
  try {
    const messages = messagesIn(database)
    const wrong = [
      ...wrongMessages(messages, changes),
      ...wrongEvents(database, messages),
      ...wrongMembers(database, changes),
      ...(inWorkspace.includes(isMember) ? [] : [`the guest's membership is ${isMember}`]),
      ...wrongGuest(database, guest.personId, isMember),
    ]
    return wrong.map((one) => `${chat.slug}: ${one}`)
  } finally {
    database.close(true)
  }
}

function messagesIn(database: Database): Message[] {
  return database
    .query<Message, []>(
      `SELECT id, content, revision, deleted_at IS NOT NULL AS deleted FROM messages
       WHERE notice IS NULL ORDER BY id`,
    )
    .all()
}

function wrongMessages(messages: readonly Message[], { known, unanswered }: Changes): string[] {
  const byId = new Map(messages.map((one) => [one.id, one]))
  const says = (one: Message) => (one.deleted === 1 ? null : one.content)
  const counted = new Map<string, number>()
  for (const { content, deleted } of messages) {
    if (deleted === 0) counted.set(content, (counted.get(content) ?? 0) + 1)
  }
  return [
    ...known.flatMap(({ id, says: possible }) => {
      const found = byId.get(id)
      if (found === undefined) return [`lost message ${id}`]
      return possible.includes(says(found)) ? [] : [`message ${id} says ${says(found)}`]
    }),
    ...[...unanswered]
      .filter((content) => (counted.get(content) ?? 0) > 1)
      .map((content) => `more than once: ${content}`),
  ]
}

/** Only as far back as the log goes. */
function wrongEvents(database: Database, messages: readonly Message[]): string[] {
  const counts = database
    .query<{ id: number; type: string; count: number }, []>(
      `SELECT message_id AS id, type, count(*) AS count FROM events
       WHERE message_id IS NOT NULL GROUP BY message_id, type`,
    )
    .all()
  const of = new Map(counts.map(({ id, type, count }) => [`${type} ${id}`, count]))
  const first = Math.min(
    ...counts.filter(({ type }) => type === 'message.created').map(({ id }) => id),
  )
  const ids = new Set(messages.map(({ id }) => id))
  const told = messages.filter(({ id }) => id >= first)
  return [
    ...told.flatMap(({ id, revision, deleted }) => {
      const due = { created: 1, edited: revision - 1, deleted }
      return Object.entries(due)
        .filter(([type, count]) => (of.get(`message.${type} ${id}`) ?? 0) !== count)
        .map(([type, count]) => `${count} × ${type} of ${id} is due`)
    }),
    ...counts
      .filter(({ id, type }) => type === 'message.edited' && !ids.has(id))
      .map(({ id }) => `an event of ${id}, which is not there`),
  ]
}

/** Who comes and goes is told of in turns, and the last event says how it is. */
function wrongMembers(database: Database, { chat, roommate, inRoom }: Changes): string[] {
  const isIn =
    database
      .query('SELECT 1 FROM room_members WHERE room_id = ? AND user_id = ?')
      .get(chat.room, roommate) !== null
  const types = database
    .query<{ type: string }, [number, string]>(
      `SELECT type FROM events WHERE room_id = ? AND user_id = ?
       AND type IN ('member.added', 'member.removed') ORDER BY seq`,
    )
    .all(chat.room, roommate)
    .map(({ type }) => type)
  return [
    ...(inRoom.includes(isIn) ? [] : [`the roommate's being in the room is ${isIn}`]),
    ...types.flatMap((type, index) => (type === types[index - 1] ? [`${type} twice`] : [])),
    ...(types.length > 0 && (types.at(-1) === 'member.added') !== isIn
      ? ['the room and the last event of it differ']
      : []),
  ]
}

/**
 * The membership is of the auth database, and the workspace is told afterwards: of who left by the
 * server itself, also after a kill, of who joined when they come.
 */
function wrongGuest(database: Database, personId: string, isMember: boolean): string[] {
  const types = database
    .query<{ type: string }, [string]>(
      `SELECT events.type FROM events JOIN users ON users.id = events.user_id
       WHERE users.auth_id = ? AND events.type IN ('user.added', 'user.removed') ORDER BY seq`,
    )
    .all(personId)
    .map(({ type }) => type)
  return [
    ...types.flatMap((type, index) => (type === types[index - 1] ? [`${type} twice`] : [])),
    ...(types.at(-1) === 'user.added' && !isMember ? ['nobody was told that the guest left'] : []),
  ]
}
