import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { person as actor } from '../../src/auth/audit/actor.ts'
import { toSqliteTime } from '../../src/database/time.ts'
import type { Workspace } from '../../src/http/workspace-shape.ts'
import type {
  CreatedInvitation,
  InvitationList,
  InvitationPreview,
} from '../../src/modules/invitations/schema.ts'
import type { Tenant } from '../../src/tenancy/tenant.ts'
import { type Person, startServer, type TestServer } from '../harness/server.ts'

type Created = typeof CreatedInvitation.static
type List = typeof InvitationList.static

let server: TestServer
let count = 0
/** A fresh workspace of Ada's, that Bob administers and Carl is in. */
let acme: Tenant
let path: string
let ada: Person
let bob: Person
let carl: Person

beforeAll(async () => {
  server = await startServer()
  ada = await server.person('ada@acme.test', { name: 'Ada' })
  bob = await server.person('bob@acme.test')
  carl = await server.person('carl@acme.test')
})
afterAll(() => server.stop())

beforeEach(async () => {
  count += 1
  acme = await server.workspace(`acme-${count}`, { owner: ada, members: [carl] })
  await server.addMember(acme, bob, 'admin')
  path = `/workspaces/${acme.slug}/invitations`
})

/** Somebody who is nowhere yet, and whose address is confirmed unless said otherwise. */
async function stranger(verified = true, email?: string): Promise<Person> {
  count += 1
  const person = await server.person(email ?? `stranger-${count}@elsewhere.test`)
  if (verified) await verify(person)
  return person
}

async function verify({ id }: Person): Promise<void> {
  const { database } = server.services.auth
  await database.write(() =>
    database.sql
      .prepare('UPDATE users SET emailVerified = ? WHERE id = ?')
      .run(new Date().toISOString(), id),
  )
}

async function invite(body: object = {}, { api }: Person = ada): Promise<Created> {
  const answer = await api<Created>('POST', path, { role: 'member', ...body })
  expect([answer.status, answer.body]).toEqual([201, answer.body])
  return answer.body
}

const accept = <Body = Workspace>({ api }: Person, { token }: Pick<Created, 'token'>) =>
  api<Body>('POST', `/invitations/${token}/accept`)
const preview = ({ token }: Pick<Created, 'token'>) =>
  server.api<InvitationPreview>('GET', `/invitations/${token}`)
const roleOf = ({ id }: Person) => server.services.auth.memberships.find(acme.id, id)?.role

async function expire({ id }: Created): Promise<void> {
  const { database } = server.services.auth
  const past = toSqliteTime(new Date(Date.now() - 1_000))
  await database.write(() =>
    database.sql.prepare('UPDATE invitations SET expires_at = ? WHERE id = ?').run(past, id),
  )
}

describe('a link', () => {
  test('tells whoever has it what it is for, and lets one person in', async () => {
    const made = await invite({ role: 'admin' })
    expect(made).toMatchObject({ state: 'open', uses: 0, max_uses: 1, email: null })
    expect(made.invited_by).toMatchObject({ username: 'ada' })
    expect(made.link).toBe(`${server.services.site.origin}/invitations/${made.token}`)

    const { body } = await preview(made)
    expect(body).toEqual({
      workspace_name: acme.slug,
      inviter_name: 'Ada',
      role: 'admin',
      by_address: false,
      is_member: false,
      expires_at: made.expires_at,
    })

    const [first, second] = [await stranger(false), await stranger()]
    const joined = await accept(first, made)
    expect(joined.status).toBe(201)
    expect(joined.body).toMatchObject({ slug: acme.slug, role: 'admin' })
    expect((await first.api('GET', joined.headers.get('location') ?? '')).status).toBe(200)
    expect((await first.api('GET', `/workspaces/${acme.slug}/users/me`)).status).toBe(200)

    expect((await accept(second, made)).status).toBe(404)
    expect((await preview(made)).status).toBe(404)
    // Whoever did not hear the answer asks again.
    expect((await accept(first, made)).status).toBe(200)
  })

  test('never lets more people in than it is for, however many come at once', async () => {
    const made = await invite({ max_uses: 3 })
    const people = await Promise.all(Array.from({ length: 8 }, () => stranger()))
    const answers = await Promise.all(people.map((person) => accept(person, made)))

    expect(answers.map(({ status }) => status).sort()).toEqual([
      201, 201, 201, 404, 404, 404, 404, 404,
    ])
    expect(people.filter((person) => roleOf(person) === 'member')).toHaveLength(3)
  })

  test('changes nothing for members, and is not used up by them', async () => {
    const made = await invite({ role: 'member' })
    for (const person of [ada, bob, carl]) expect((await accept(person, made)).status).toBe(200)

    expect([ada, bob, carl].map(roleOf)).toEqual(['owner', 'admin', 'member'])
    expect((await accept(await stranger(), made)).status).toBe(201)
  })

  test('lasts as long as it was given', async () => {
    const days = ({ created_at, expires_at }: Created) =>
      (Date.parse(expires_at) - Date.parse(created_at)) / 86_400_000

    expect(days(await invite())).toBeCloseTo(7, 3)
    expect(days(await invite({ expires_in_days: 30 }))).toBeCloseTo(30, 3)
  })
})

describe('an invitation by address', () => {
  test('is mailed there, and is for whoever has confirmed that address', async () => {
    const grace = await stranger(false, `grace-${count}@acme.test`)
    const made = await invite({ email: grace.email.toUpperCase() })
    await server.services.mailer.drained()
    expect(server.printed.join('\n')).toContain(made.link)

    expect((await preview(made)).body).toMatchObject({ by_address: true })
    const other = await stranger()
    for (const person of [other, grace]) {
      const refused = await accept<{ code: string }>(person, made)
      expect(refused.body).toMatchObject({ status: 403, code: 'invitation_for_another_address' })
      expect(JSON.stringify(refused.body).toLowerCase()).not.toContain(grace.email)
    }
    await verify(grace)
    expect((await accept(grace, made)).status).toBe(201)
    // Used up: neither the holder of another address nor anybody else learns more.
    expect((await accept(other, made)).status).toBe(404)
  })

  test('replaces an earlier one to the same address', async () => {
    const first = await invite({ email: 'dora@acme.test' })
    const second = await invite({ email: 'Dora@acme.test' })

    expect((await preview(first)).status).toBe(404)
    expect((await preview(second)).status).toBe(200)
  })

  test('is gone with the account that it was for', async () => {
    const dora = await stranger(true, `dora-${count}@acme.test`)
    await invite({ email: dora.email.toUpperCase() })
    expect((await dora.api('DELETE', '/me')).status).toBe(204)
    expect((await ada.api<List>('GET', path)).body.invitations).toEqual([])
  })

  test('is refused for members, and says the same of known and unknown addresses', async () => {
    const member = await ada.api('POST', path, { role: 'member', email: carl.email })
    expect(member.body).toMatchObject({ status: 409, code: 'already_member' })
    const shape = async (email: string) => Object.keys(await invite({ email })).sort()
    const known = await stranger()
    expect(await shape(known.email)).toEqual(await shape('nobody-knows@acme.test'))
  })
})

test('nobody makes so many that they are a flood of mail', async () => {
  const owner = await stranger()
  const { slug, id } = await server.workspace(`flood-${count}`, { owner })
  const { audit, database } = server.services.auth
  const by = actor(owner.id, null, null)
  await database.write(() => {
    for (let i = 0; i < 199; i += 1) audit.record(by, 'invitation.created', { tenantId: id })
  })
  const ask = () => owner.api('POST', `/workspaces/${slug}/invitations`, { role: 'member' })
  expect((await ask()).status).toBe(201)
  const refused = await ask()
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('3600')
})

describe('one that has ended', () => {
  test('is the same 404, whatever ended it', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => invite()))
    const [expired, revoked, used, cut] = made as [Created, Created, Created, Created]
    await expire(expired)
    expect((await bob.api('DELETE', `${path}/${revoked.id}`)).status).toBe(204)
    await accept(await stranger(), used)
    const tokens = [
      expired.token,
      revoked.token,
      used.token,
      cut.token.slice(0, -1),
      `cni_${'A'.repeat(43)}`,
      ada.token,
      'x',
      'x'.repeat(5_000),
    ]
    const late = await stranger()
    const seen = new Set<string>()
    for (const token of tokens) {
      for (const answer of [await preview({ token }), await accept(late, { token })]) {
        const { status, code, detail } = answer.body as unknown as Record<string, unknown>
        seen.add(JSON.stringify([status, code, detail]))
      }
    }
    expect([...seen]).toEqual([
      '[404,"invitation_not_found","There is no such invitation, or you cannot see it."]',
    ])
    expect(roleOf(late)).toBeUndefined()
  })

  test('ends with the right of whoever made it', async () => {
    const made = await invite({ max_uses: 9 }, bob)
    const again = await invite({ max_uses: 9 }, bob)
    const users = `/workspaces/${acme.slug}/users`
    const { body } = await bob.api<{ id: string }>('GET', `${users}/me`)
    await ada.api('PATCH', `${users}/${body.id}`, { role: 'member' })
    expect((await preview(made)).status).toBe(404)
    await ada.api('PATCH', `${users}/${body.id}`, { role: 'admin' })
    expect((await preview(again)).status).toBe(404)

    const last = await invite({ max_uses: 9 }, bob)
    expect((await ada.api('DELETE', `${users}/${body.id}`)).status).toBe(204)
    expect((await accept(bob, last)).status).toBe(404)
    expect(roleOf(bob)).toBeUndefined()
    expect((await ada.api<List>('GET', path)).body.invitations).toEqual([])
  })

  test('ends too when that right ends in a way that knows nothing of invitations', async () => {
    const made = await invite({}, bob)
    await server.addMember(acme, bob, 'member')
    expect((await preview(made)).status).toBe(404)
    const { auth } = server.services
    await auth.database.write(() => auth.memberships.remove(acme.id, bob.id))
    expect((await accept(await stranger(), made)).status).toBe(404)
  })

  test('leads nowhere once the workspace is deleted, and waits while it is suspended', async () => {
    const made = await invite()
    const { lifeCycle } = server.services.tenants
    const late = await stranger()
    await lifeCycle.suspend(acme.id, 'unpaid')
    expect((await accept(late, made)).status).toBe(423)
    await lifeCycle.resume(acme.id)
    await lifeCycle.delete(acme.id, new Date(Date.now() + 1_000_000))
    expect((await accept(late, made)).status).toBe(404)
    await lifeCycle.undelete(acme.id)
    expect((await accept(late, made)).status).toBe(201)
  })
})

describe('the list', () => {
  test('is for owners and admins, page by page, and never has a secret', async () => {
    const made = [await invite({ max_uses: 2 }), await invite({}, bob), await invite()]
    await expire(made[2] as Created)
    await accept(await stranger(), made[1] as Created)

    const first = await bob.api<List>('GET', `${path}?limit=2`)
    const second = await bob.api<List>('GET', `${path}?after=${first.body.next_cursor}`)
    const all = [...first.body.invitations, ...second.body.invitations]
    expect(all.map(({ id }) => id)).toEqual(made.map(({ id }) => id))
    expect(all.map(({ state }) => state)).toEqual(['open', 'used_up', 'expired'])
    expect(second.body.next_cursor).toBeNull()
    expect(JSON.stringify(all)).not.toContain('cni_')
    const one = await ada.api('GET', `${path}/${all[0]?.id}`)
    expect(one.body).toEqual(all[0] as never)
  })

  test('is not for members, nor for tokens without the scope admin', async () => {
    const { id } = await invite()
    const weak = await server.person(ada.email, { scopes: ['read', 'write'] })
    for (const [person, code] of [
      [carl, 'not_workspace_admin'],
      [weak, 'forbidden'],
    ] as const) {
      for (const [method, where, body] of [
        ['GET', path],
        ['POST', path, { role: 'member' }],
        ['GET', `${path}/${id}`],
        ['DELETE', `${path}/${id}`],
      ] as const) {
        const answer = await person.api(method, where, body)
        expect(answer.body).toMatchObject({ status: 403, code })
      }
    }
  })

  test('has nothing of another workspace', async () => {
    const { id } = await invite()
    const rival = await server.workspace(`rival-${count}`, { owner: bob })
    for (const method of ['GET', 'DELETE']) {
      const answer = await bob.api(method, `/workspaces/${rival.slug}/invitations/${id}`)
      expect(answer.body).toMatchObject({ status: 404, code: 'invitation_not_found' })
    }
  })
})

test.each([
  ['/role', { role: 'owner' }],
  ['/role', {}],
  ['/email', { role: 'member', email: 'nonsense' }],
  ['/email', { role: 'member', email: 'a@b.test\r\nBcc: c@d.test' }],
  ['/max_uses', { role: 'member', max_uses: 0 }],
  ['/max_uses', { role: 'member', max_uses: 1_001 }],
  ['/max_uses', { role: 'member', max_uses: 2, email: 'x@acme.test' }],
  ['/expires_in_days', { role: 'member', expires_in_days: 31 }],
  ['/expires_in_days', { role: 'member', expires_in_days: 0.5 }],
])('a wrong %s is refused', async (pointer, body) => {
  const answer = await ada.api('POST', path, body)
  expect(answer.body).toMatchObject({ status: 422, errors: [{ pointer }] })
})

test('a token for one workspace accepts nothing', async () => {
  const made = await invite()
  const person = await stranger()
  const home = await server.workspace(`home-${count}`, { owner: person })
  const bound = await server.person(person.email, { workspace: home })
  expect((await accept<{ code: string }>(bound, made)).body).toMatchObject({
    status: 403,
    code: 'token_bound_to_workspace',
  })
  expect((await server.api('POST', `/invitations/${made.token}/accept`)).status).toBe(401)
})

test('a secret is nowhere but in the answer that shows it', async () => {
  const made = await invite()
  const wrong = `${made.token.slice(0, -4)}AAAA`
  const { body } = await preview({ token: wrong })
  expect(body as object).toMatchObject({ status: 404, instance: '/invitations/:secret' })

  // A failure of ours is logged, by the pattern of the route.
  const { database, invitations } = server.services.auth
  const { sql } = database
  await database.write(() => sql.prepare('ALTER TABLE invitations RENAME TO elsewhere').run())
  const failed = await fetch(`${server.url}/invitations/${made.token}`)
  await database.write(() => sql.prepare('ALTER TABLE elsewhere RENAME TO invitations').run())
  expect(invitations.findLiving(made.token)).not.toBeNull()
  expect([200, 500]).toContain(failed.status)
  expect(server.logged.join('\n')).not.toContain('cni_')
  const rows = database.read(() =>
    sql
      .prepare<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all()
      .flatMap(({ name }) => sql.prepare(`SELECT * FROM "${name}"`).all()),
  )
  expect(JSON.stringify(rows)).not.toContain('cni_')
})
