import type { Tenant } from '../../src/tenancy/tenant.ts'
import type { Api } from './api.ts'
import { type Contents, workspaceContents } from './contents.ts'
import type { Person, TestServer } from './server.ts'

/** Somebody in a workspace. `userId` is their id there, `id` the one in the auth database. */
export interface Teammate extends Person {
  readonly userId: string
}

/** A workspace with three people in it, of whom Ada is the owner. */
export interface Team {
  readonly tenant: Tenant
  /** `/workspaces/<slug>` */
  readonly path: string
  readonly ada: Teammate
  readonly grace: Teammate
  readonly linus: Teammate
  /** A group room of Ada's with these members. @returns its path */
  room(members?: readonly Teammate[], name?: string): Promise<string>
  /** A message in the room. @returns its path */
  message(author: { readonly api: Api }, room: string, content?: string): Promise<string>
  /** Something uploaded that no message shows. @returns its path */
  upload(author: { readonly api: Api }, content?: string): Promise<string>
  contents(): Promise<Contents>
}

export async function team(server: TestServer, slug: string): Promise<Team> {
  const people = await Promise.all(
    ['ada', 'grace', 'linus'].map((name) => server.person(`${name}@${slug}.test`)),
  )
  const [owner, ...members] = people as [Person, ...Person[]]
  const tenant = await server.workspace(slug, { owner, members })
  const path = `/workspaces/${slug}`
  const [ada, grace, linus] = (await Promise.all(
    people.map((person) => teammate(server, tenant, person)),
  )) as [Teammate, Teammate, Teammate]

  return {
    tenant,
    path,
    ada,
    grace,
    linus,
    async room(others = [], name = 'General') {
      const { headers } = await ada.api('POST', `${path}/rooms`, { name, type: 'group' })
      const room = headers.get('location') ?? ''
      for (const { userId } of others) await ada.api('PUT', `${room}/members/${userId}`)
      return room
    },
    async message(author, room, content = 'Hello, world!') {
      const { headers } = await author.api('POST', `${room}/messages`, { content })
      return headers.get('location') ?? ''
    },
    async upload(author, content = 'Hello, world!') {
      const { headers } = await author.api('POST', `${path}/files`, content)
      return headers.get('location') ?? ''
    },
    contents: () => workspaceContents(server, tenant),
  }
}

/** A person's first request makes their row in the workspace. */
async function teammate(server: TestServer, tenant: Tenant, person: Person): Promise<Teammate> {
  await person.api('GET', `/workspaces/${tenant.slug}/rooms`)
  const userId = await server.services.tenants.pool.read({ id: tenant.id }, (db) =>
    db.users.findByAuthId(person.id),
  )
  return { ...person, userId: userId?.id ?? '' }
}
