import type { Person, TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

export const CALLERS = [
  'owner',
  'member',
  'reader',
  'bound',
  'outsider',
  'nobody',
  'forger',
] as const
export type Caller = (typeof CALLERS)[number]

/** A workspace to do anything to, those who call, and what there is to be named. */
export interface Scene {
  /** The secret that each of them sends. */
  readonly tokens: Readonly<Record<Caller, string | undefined>>
  /** By the name of the parameter. */
  readonly values: Readonly<Record<string, string | number>>
}

const PASSWORD = 'correct horse battery staple'

let count = 0
let hashing: Promise<string> | undefined

/** @param rival the slug of a workspace that none of the callers is in */
export async function setScene(server: TestServer, rival: string): Promise<Scene> {
  count += 1
  const slug = `scene-${count}`
  const acme = await team(server, slug)
  const { ada, grace, linus } = acme
  const room = await acme.room([grace])
  const message = await acme.message(ada, room)
  const reader = await server.person(grace.email, { scopes: ['read'] })
  const bound = await server.person(ada.email, { workspace: acme.tenant })
  const { auth } = server.services
  hashing ??= auth.hashing.hash(PASSWORD)
  const hash = await hashing
  await auth.database.write(() => auth.passwords.put(ada.id, hash))
  const outsider = await server.person(`outsider@${slug}.test`)
  return {
    tokens: {
      ...{ owner: ada.token, member: grace.token, reader: reader.token, bound: bound.token },
      ...{ outsider: outsider.token, nobody: undefined, forger: 'cnv_forged' },
    },
    values: {
      ...{ workspace: slug, rival, emoji: '👍', email: ada.email, password: PASSWORD },
      ...{ user: grace.userId, stranger: linus.userId, me: 'me' },
      ...{ room: Number(room.split('/').at(-1)), message: Number(message.split('/').at(-1)) },
      ...(await ofTheOwner(server, acme, ada)),
    },
  }
}

/** An invitation, a token, a session and an upload that are there. */
async function ofTheOwner(server: TestServer, { path }: Team, ada: Person) {
  const { row } = await server.token(ada.id)
  const { body } = await ada.api<{ id: string; token: string }>('POST', `${path}/invitations`, {
    role: 'member',
  })
  const { token } = await server.person(ada.email)
  const session = server.services.auth.authority.authenticate(token).credential.id
  const file = await ada.api<{ id: string }>('POST', `${path}/files?filename=notes.txt`, 'Notes')
  return {
    ...{ token: row.id, invitation: body.id, secret: body.token, session },
    file: file.body.id,
  }
}
