import { join } from 'node:path'
import { Auth } from '../../src/auth/auth.ts'
import { AuthDatabase } from '../../src/auth/auth-database.ts'
import { type Chat, call, type Served } from './chat.ts'

/** A message whose number somebody was told, and all that it may say by now: null once deleted. */
interface KnownMessage {
  readonly id: number
  says: readonly (string | null)[]
}

/** What clients who change things in one workspace know of it, across any number of servers. */
export interface Changes {
  readonly chat: Chat
  /** Somebody who joins and leaves the workspace by this session. */
  readonly guest: { readonly personId: string; readonly session: string }
  /** Somebody who stays in the workspace, and is put into the room and out of it. */
  readonly roommate: string
  readonly known: KnownMessage[]
  /** Sent, and not answered. */
  readonly unanswered: Set<string>
  inRoom: readonly boolean[]
  inWorkspace: readonly boolean[]
  /** Answers so far, by what was asked for. */
  readonly answered: Record<'edit' | 'delete' | 'room' | 'workspace', number>
}

/** Lets two more people be in the workspace of a running server. */
export async function prepareChanges({ url, dataDir }: Served, chat: Chat): Promise<Changes> {
  const database = new AuthDatabase({ path: join(dataDir, 'auth.db') })
  try {
    const auth = new Auth(database)
    const [guest, roommate] = await Promise.all(
      ['guest', 'roommate'].map(async (name) => {
        const email = `${name}@${chat.slug}.test`
        const { id } = await database.write(() => auth.people.findOrCreate(email, name))
        await database.write(() => auth.memberships.put(chat.id, id, 'member'))
        const { secret } = await database.write(() => auth.sessions.create(id, { userAgent: null }))
        return { personId: id, session: secret }
      }),
    )
    if (guest === undefined || roommate === undefined) throw new Error('nobody was made')
    const me = `/workspaces/${chat.slug}/users/me`
    const { body } = await call(url, roommate.session, 'GET', me)
    await call(url, guest.session, 'GET', me)
    return {
      chat,
      guest,
      roommate: (body as { id: string }).id,
      known: [],
      unanswered: new Set(),
      inRoom: [false],
      inWorkspace: [true],
      answered: { edit: 0, delete: 0, room: 0, workspace: 0 },
    }
  } finally {
    database.close()
  }
}

/** Changes things one after the other until nobody answers any more. @throws Error on a refusal */
export async function change(url: string, changes: Changes): Promise<void> {
  const works = [changeMessages, changeRoom, changeWorkspace]
  await Promise.all(works.map((work) => work(url, changes).catch(unlessGone)))
}

async function changeMessages(url: string, changes: Changes): Promise<void> {
  const { chat, known, unanswered, answered } = changes
  for (let count = 0; ; count += 1) {
    const [content, edited] = [crypto.randomUUID(), crypto.randomUUID()]
    unanswered.add(content)
    const sent = await ask(url, chat.token, 'POST', chat.messages, { content })
    unanswered.delete(content)
    const message: KnownMessage = { id: (sent as { id: number }).id, says: [content] }
    known.push(message)
    const path = `${chat.messages}/${message.id}`
    if (count % 2 === 0) {
      message.says = [content, edited]
      await ask(url, chat.token, 'PATCH', path, { content: edited })
      message.says = [edited]
      answered.edit += 1
    }
    if (count % 3 === 0) {
      message.says = [...message.says, null]
      await ask(url, chat.token, 'DELETE', path)
      message.says = [null]
      answered.delete += 1
    }
  }
}

async function changeRoom(url: string, changes: Changes): Promise<void> {
  const { chat, roommate, answered } = changes
  const path = `/workspaces/${chat.slug}/rooms/${chat.room}/members/${roommate}`
  for (;;) {
    changes.inRoom = [true, false]
    // Whoever is in the room already stays there.
    await ask(url, chat.token, 'PUT', path)
    changes.inRoom = [true]
    answered.room += 1
    changes.inRoom = [true, false]
    await ask(url, chat.token, 'DELETE', path)
    changes.inRoom = [false]
    answered.room += 1
  }
}

async function changeWorkspace(url: string, changes: Changes): Promise<void> {
  const { chat, guest, answered } = changes
  const workspace = `/workspaces/${chat.slug}`
  const wanted = { role: 'member', max_uses: 1_000 }
  const made = await ask(url, chat.token, 'POST', `${workspace}/invitations`, wanted)
  const { token } = made as { token: string }
  for (;;) {
    changes.inWorkspace = [true, false]
    await ask(url, guest.session, 'POST', `/invitations/${token}/accept`)
    changes.inWorkspace = [true]
    // Whoever joins is told of when they come.
    await ask(url, guest.session, 'GET', `${workspace}/users/me`)
    answered.workspace += 1
    changes.inWorkspace = [true, false]
    await ask(url, guest.session, 'DELETE', `${workspace}/users/me`)
    changes.inWorkspace = [false]
    answered.workspace += 1
  }
}

class Gone extends Error {
  override name = 'Gone'
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Gone)) throw error
}

async function ask(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await call(url, token, method, path, body).catch((cause) => {
    throw new Gone('nobody answers', { cause })
  })
  if (answer.status < 300) return answer.body
  throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
}
