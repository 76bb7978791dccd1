import { SYSTEM } from '../../src/auth/audit/actor.ts'
import { createWorkspaceFor } from '../../src/auth/create-workspace.ts'
import { project } from '../../src/auth/project.ts'
import type { Services } from '../../src/services.ts'
import { openQuietly } from './open-quietly.ts'

/** A workspace with one room, number 1, and everybody in it. */
export interface BenchTeam {
  readonly slug: string
  /** Of each of its people. */
  readonly tokens: readonly string[]
}

interface Person {
  readonly id: string
  readonly email: string
  readonly token: string
}

/** Makes these workspaces, by slug, with so many people each. The same people are in all of them. */
export async function createTeams(
  dataDir: string,
  sizes: Readonly<Record<string, number>>,
): Promise<BenchTeam[]> {
  const services = openQuietly(dataDir)
  try {
    const people = await createPeople(services, Math.max(...Object.values(sizes)))
    const teams: BenchTeam[] = []
    for (const [slug, size] of Object.entries(sizes)) {
      const members = people.slice(0, size)
      await createTeam(services, slug, members)
      teams.push({ slug, tokens: members.map(({ token }) => token) })
    }
    return teams
  } finally {
    await services.close()
  }
}

function createPeople({ auth }: Services, count: number): Promise<Person[]> {
  const scopes = ['read', 'write'] as const
  return auth.database.write(() =>
    Array.from({ length: count }, (_, number) => {
      const { id, email } = auth.people.findOrCreate(`person-${number}@bench.test`)
      const token = { label: 'bench', scopes: [...scopes], tenantId: null, expiresAt: null }
      return { id, email, token: auth.tokens.create(id, token).secret }
    }),
  )
}

async function createTeam(
  { auth, tenants }: Services,
  slug: string,
  members: readonly Person[],
): Promise<void> {
  const owner = members[0]?.id ?? ''
  const tenant = await createWorkspaceFor(tenants, auth, { slug }, owner, SYSTEM)
  await auth.database.write(() => {
    for (const { id } of members.slice(1)) auth.memberships.put(tenant.id, id, 'member')
  })
  await tenants.pool.write(tenant, (db) => {
    const room = db.rooms.create({ name: 'General', type: 'group' })
    for (const { id, email } of members) {
      const user = project(db, { personId: id, email, emailIsVerified: false, name: null })
      db.roomMembers.addMember(room.id, user.id)
    }
  })
}
