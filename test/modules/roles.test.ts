import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { WorkspaceRole } from '../../src/auth/rows.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'

/*
 * Who may do what to whom: every role against every role, each way of changing
 * what somebody is. Written out, so that it can be read and does not follow the code.
 */

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

/** Linus owns the workspace too, so that nobody is the last owner. */
async function setRoles(actor: WorkspaceRole, target: WorkspaceRole): Promise<void> {
  await server.addMember(acme.tenant, acme.ada, actor)
  await server.addMember(acme.tenant, acme.grace, target)
  await server.addMember(acme.tenant, acme.linus, 'owner')
}

const roleOf = ({ id }: Teammate) =>
  server.services.auth.memberships.find(acme.tenant.id, id)?.role ?? null

type Deed = 'owner' | 'admin' | 'member' | 'remove' | 'transfer'
const deeds: readonly Deed[] = ['owner', 'admin', 'member', 'remove', 'transfer']
const statusOf: Record<Deed, number> = {
  owner: 200,
  admin: 200,
  member: 200,
  remove: 204,
  transfer: 200,
}

async function attempt(deed: Deed, target: Teammate): Promise<number> {
  const user = `${acme.path}/users/${target.userId}`
  const { api } = acme.ada
  if (deed === 'remove') return (await api('DELETE', user)).status
  const answer =
    deed === 'transfer'
      ? await api('POST', `${acme.path}/transfer`, { user: target.userId })
      : await api('PATCH', user, { role: deed })
  return answer.status
}

/** What each may do to each; whatever is not here is refused. */
const allowed: Record<WorkspaceRole, Record<WorkspaceRole, readonly Deed[]>> = {
  owner: { owner: deeds, admin: deeds, member: deeds },
  admin: {
    owner: [],
    admin: ['admin', 'member', 'remove'],
    member: ['admin', 'member', 'remove'],
  },
  member: { owner: [], admin: [], member: [] },
}

const roles: readonly WorkspaceRole[] = ['owner', 'admin', 'member']
const pairs = roles.flatMap((actor) => roles.map((target) => [actor, target] as const))

describe.each(pairs)('what an %s does to a person who is %s', (actor, target) => {
  beforeEach(() => setRoles(actor, target))

  test.each(deeds)('is %s', async (deed) => {
    const status = await attempt(deed, acme.grace)
    if (allowed[actor][target].includes(deed)) {
      expect(status).toBe(statusOf[deed])
      const now = deed === 'remove' ? null : deed === 'transfer' ? 'owner' : deed
      expect(roleOf(acme.grace)).toBe(now)
      expect(roleOf(acme.ada)).toBe(deed === 'transfer' ? 'admin' : actor)
    } else {
      expect(status).toBe(403)
      expect([roleOf(acme.ada), roleOf(acme.grace)]).toEqual([actor, target])
    }
  })
})

describe.each(roles)('to oneself, as %s', (actor) => {
  beforeEach(() => setRoles(actor, 'member'))

  test.each(roles)('becoming %s is going down, never up', async (wish) => {
    const down = roles.indexOf(wish) >= roles.indexOf(actor)
    const status = await attempt(wish, acme.ada)
    // Whoever is a mere member changes no role at all.
    const may = down && actor !== 'member'
    expect(status).toBe(may ? 200 : 403)
    expect(roleOf(acme.ada)).toBe(may ? wish : actor)
  })

  test('leaving is free, but for the last owner', async () => {
    if (actor === 'owner') {
      await server.addMember(acme.tenant, acme.linus, 'admin')
      expect(await attempt('remove', acme.ada)).toBe(409)
      expect(await attempt('admin', acme.ada)).toBe(409)
      expect(roleOf(acme.ada)).toBe('owner')
      await server.addMember(acme.tenant, acme.linus, 'owner')
    }
    expect(await attempt('remove', acme.ada)).toBe(204)
    expect(roleOf(acme.ada)).toBeNull()
  })
})
