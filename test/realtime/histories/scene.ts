import { randomBytes } from 'node:crypto'
import { SYSTEM } from '../../../src/auth/audit/actor.ts'
import { createWorkspaceFor } from '../../../src/auth/create-workspace.ts'
import type { Services } from '../../../src/services.ts'

/** Somebody who can sign in. */
export interface Account {
  readonly id: string
  /** What they are called in each workspace, to be mentioned by. */
  readonly username: string
  /** Of a session. */
  readonly token: string
}

/** A workspace with four people in it, the owner first. */
export interface Workspace {
  readonly id: string
  readonly slug: string
  readonly people: readonly Account[]
}

export type Scene = readonly Workspace[]

/** Two workspaces, of which Ada has one and is in the other one. */
export async function makeScene(services: Services): Promise<Scene> {
  const account = (name: string) => makeAccount(services, name)
  const ada = await account('ada')
  const grace = await account('grace')
  return [
    await makeWorkspace(services, 'north', [
      ada,
      grace,
      await account('linus'),
      await account('radia'),
    ]),
    await makeWorkspace(services, 'south', [
      grace,
      ada,
      await account('barbara'),
      await account('kent'),
    ]),
  ]
}

async function makeWorkspace(
  { tenants, auth }: Services,
  name: string,
  people: readonly Account[],
): Promise<Workspace> {
  const slug = unique(name)
  const [owner, ...members] = people
  const { id } = await createWorkspaceFor(tenants, auth, { slug }, owner?.id ?? '', SYSTEM)
  await auth.database.write(() => {
    for (const member of members) auth.memberships.put(id, member.id, 'member')
  })
  return { id, slug, people }
}

async function makeAccount({ auth }: Services, name: string): Promise<Account> {
  const username = unique(name)
  return auth.database.write(() => {
    const { id } = auth.people.findOrCreate(`${username}@histories.test`, null)
    return { id, username, token: auth.sessions.create(id, { userAgent: null }).secret }
  })
}

/** Histories share a server. */
function unique(name: string): string {
  return `${name}-${randomBytes(4).toString('hex')}`
}
