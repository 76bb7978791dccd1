import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { User } from '../../src/http/user.ts'
import type { UserList } from '../../src/modules/users/schema.ts'
import type { Tenant } from '../../src/tenancy/tenant.ts'
import { type Person, startServer, type TestServer } from '../harness/server.ts'

type List = typeof UserList.static

let server: TestServer
let count = 0
/** A fresh workspace: ada owns it, bob administers it, carl and dora are members. */
let acme: Tenant
let path: string
let ada: Person
let bob: Person
let carl: Person
let dora: Person

beforeAll(async () => {
  server = await startServer()
  ada = await server.person('ada@acme.test', { name: 'Ada' })
  bob = await server.person('bob@acme.test')
  carl = await server.person('carl@acme.test')
  dora = await server.person('dora@acme.test')
})
afterAll(() => server.stop())

beforeEach(async () => {
  count += 1
  acme = await server.workspace(`acme-${count}`, { owner: ada, members: [carl, dora] })
  await server.addMember(acme, bob, 'admin')
  path = `/workspaces/${acme.slug}/users`
})

/** The user that a person is in this workspace, as they see themselves. */
async function userOf({ api }: Person): Promise<User> {
  return (await api<User>('GET', `${path}/me`)).body
}

describe('GET', () => {
  test('lists whoever has used the workspace, page by page', async () => {
    const ids = []
    for (const person of [ada, bob, carl]) ids.push((await userOf(person)).id)

    const first = await ada.api<List>('GET', `${path}?limit=2`)
    const second = await ada.api<List>('GET', `${path}?limit=2&after=${first.body.next_cursor}`)
    const users = [...first.body.users, ...second.body.users]
    expect(first.body.users).toHaveLength(2)
    expect(second.body.next_cursor).toBeNull()
    expect(users.map(({ id }) => id)).toEqual(ids.toSorted())
    const roles = Object.fromEntries(users.map(({ username, role }) => [username, role]))
    expect(roles).toEqual({ ada: 'owner', bob: 'admin', carl: 'member' })
  })

  test('shows e-mail addresses to those who administer, and to oneself', async () => {
    const { id } = await userOf(ada)
    const emailFor = async ({ api }: Person) => (await api<User>('GET', `${path}/${id}`)).body.email

    expect(await emailFor(ada)).toBe('ada@acme.test')
    expect(await emailFor(bob)).toBe('ada@acme.test')
    expect(await emailFor(carl)).toBeNull()
    expect((await userOf(carl)).email).toBe('carl@acme.test')
    const { body } = await carl.api<List>('GET', path)
    expect(body.users.map(({ email }) => email).filter(Boolean)).toEqual(['carl@acme.test'])
  })

  test('never has a password_hash or an auth_id', async () => {
    await server.services.tenants.pool.write(acme, (db) =>
      db.users.create({ id: 'old', email: 'old@acme.test', password_hash: 'argon2-of-old' }),
    )
    const { body } = await ada.api('GET', path)

    expect(JSON.stringify(body)).toContain('old@acme.test')
    expect(JSON.stringify(body)).not.toMatch(/argon2|password|auth_id/)
  })

  test('answers 304 to whoever has this version', async () => {
    const { headers } = await ada.api('GET', `${path}/me`)
    const etag = headers.get('etag') ?? ''
    const again = await ada.api('GET', `${path}/me`, undefined, {
      headers: { 'if-none-match': etag },
    })

    expect(again.status).toBe(304)
  })

  test.each(['nobody', '-1', 'a%00b', '..%2f', 'x'.repeat(65)])('knows no user %j', async (id) => {
    const { body } = await ada.api('GET', `${path}/${id}`)

    expect(body).toMatchObject({ status: 404, code: 'user_not_found' })
  })
})

describe('PATCH of a profile', () => {
  test('changes what is given, and honours If-Match', async () => {
    const before = await ada.api<User>('GET', `${path}/me`)
    const match = { headers: { 'if-match': before.headers.get('etag') ?? '' } }
    const { status, body, headers } = await ada.api<User>(
      'PATCH',
      `${path}/${before.body.id}`,
      { name: ' Ada L. ', username: 'ada.l', avatar_url: 'https://x.test/a.png' },
      match,
    )

    expect(status).toBe(200)
    expect(body).toEqual({
      ...before.body,
      name: 'Ada L.',
      username: 'ada.l',
      avatar_url: 'https://x.test/a.png',
    })
    expect((await ada.api('GET', `${path}/me`)).headers.get('etag')).toBe(headers.get('etag'))
    const late = await ada.api('PATCH', `${path}/me`, { name: 'Late' }, match)
    expect(late.status).toBe(412)
    const cleared = await ada.api('PATCH', `${path}/me`, { avatar_url: null })
    expect(cleared.body).toMatchObject({ avatar_url: null, name: 'Ada L.' })
  })

  test('is for oneself only', async () => {
    const { id } = await userOf(carl)
    const { body } = await ada.api('PATCH', `${path}/${id}`, { name: 'Other' })

    expect(body).toMatchObject({ status: 403, code: 'not_yourself' })
  })

  test('refuses a username that somebody has', async () => {
    await userOf(ada)
    const { body } = await carl.api('PATCH', `${path}/me`, { username: 'ada' })

    expect(body).toMatchObject({
      status: 409,
      code: 'username_taken',
      errors: [{ pointer: '/username' }],
    })
    expect((await userOf(carl)).username).toBe('carl')
  })

  test.each([
    ['', {}],
    ['/name', { name: ' ' }],
    ['/name', { name: 'a'.repeat(81) }],
    ['/name', { name: null }],
    ['/username', { username: 'Ada' }],
    ['/username', { username: '-ada' }],
    ['/username', { username: 'a'.repeat(33) }],
    ['/avatar_url', { avatar_url: 'http://x.test/a.png' }],
    ['/avatar_url', { avatar_url: 'javascript:alert(1)' }],
    ['/avatar_url', { avatar_url: 'https://ada:secret@x.test/' }],
    ['/avatar_url', { avatar_url: 'nonsense' }],
    ['/avatar_url', { avatar_url: '' }],
    ['/email', { email: 'new@acme.test' }],
    ['/password_hash', { password_hash: 'x' }],
    ['/role', { role: 'god' }],
    ['/role', { role: 'admin', name: 'x' }],
  ])('refuses a wrong %s', async (pointer, body) => {
    const answer = await ada.api('PATCH', `${path}/me`, body)

    expect(answer.body).toMatchObject({ status: 422, errors: [{ pointer }] })
    expect(JSON.stringify(answer.body)).not.toContain('secret')
  })
})

describe('PATCH of a role', () => {
  const setRole = ({ api }: Person, { id }: User, role: string, headers = {}) =>
    api('PATCH', `${path}/${id}`, { role }, { headers })

  test('takes an admin for members and admins, and an owner for owners', async () => {
    const [owner, member] = [await userOf(ada), await userOf(carl)]

    expect((await setRole(bob, member, 'admin')).body).toMatchObject({ role: 'admin' })
    expect((await userOf(carl)).role).toBe('admin')
    expect((await setRole(bob, member, 'owner')).body).toMatchObject({
      code: 'not_workspace_owner',
    })
    expect((await setRole(bob, owner, 'member')).status).toBe(403)
    expect((await setRole(dora, member, 'member')).body).toMatchObject({
      code: 'not_workspace_admin',
    })
    expect((await setRole(ada, member, 'owner')).status).toBe(200)
    expect((await setRole(carl, owner, 'admin')).status).toBe(200)
    expect((await userOf(ada)).role).toBe('admin')
  })

  test('keeps the last owner', async () => {
    const owner = await userOf(ada)
    const refused = await setRole(ada, owner, 'member')

    expect(refused.body).toMatchObject({ status: 409, code: 'last_owner' })
    expect((await setRole(ada, owner, 'owner')).status).toBe(200)
    expect((await userOf(ada)).role).toBe('owner')
  })

  test('keeps one of two owners who resign at the same time', async () => {
    await server.addMember(acme, bob, 'owner')
    const [first, second] = [await userOf(ada), await userOf(bob)]
    const answers = await Promise.all([
      setRole(ada, first, 'member'),
      setRole(bob, second, 'member'),
    ])

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(server.services.auth.memberships.countOwners(acme.id)).toBe(1)
  })

  test('honours If-Match, and needs the scope admin', async () => {
    const member = await userOf(carl)
    const { headers } = await ada.api('GET', `${path}/${member.id}`)
    const match = { 'if-match': headers.get('etag') ?? '' }
    const weak = await server.person('ada@acme.test', { scopes: ['read', 'write'] })

    expect((await setRole(weak, member, 'admin')).status).toBe(403)
    expect((await setRole(ada, member, 'admin', match)).status).toBe(200)
    expect((await setRole(ada, member, 'member', match)).status).toBe(412)
  })

  test('is refused for users who are no members', async () => {
    await server.services.tenants.pool.write(acme, (db) => db.users.create({ id: 'imported' }))
    const { body } = await ada.api('PATCH', `${path}/imported`, { role: 'admin' })

    expect(body).toMatchObject({ status: 409, code: 'not_a_member' })
  })
})

describe('DELETE', () => {
  test('removes a member, who keeps a name, messages and direct rooms', async () => {
    const [owner, member] = [await userOf(ada), await userOf(carl)]
    const room = await carl.api<{ id: number }>('POST', `/workspaces/${acme.slug}/rooms`, {
      name: 'General',
      type: 'group',
    })
    const inRoom = `/workspaces/${acme.slug}/rooms/${room.body.id}`
    await carl.api('PUT', `${inRoom}/members/${owner.id}`)
    await carl.api('POST', `${inRoom}/messages`, { content: 'Hello' })
    const direct = await carl.api<{ id: number }>(
      'PUT',
      `/workspaces/${acme.slug}/direct-rooms/${owner.id}`,
    )
    const bound = await server.person('carl@acme.test', { workspace: acme })

    expect((await bob.api('DELETE', `${path}/${member.id}`)).status).toBe(204)

    expect((await carl.api('GET', path)).status).toBe(404)
    const gone = await ada.api<User>('GET', `${path}/${member.id}`)
    expect(gone.body).toMatchObject({ username: 'carl', role: null })
    const messages = await ada.api('GET', `${inRoom}/messages`)
    expect(JSON.stringify(messages.body)).toContain('Hello')
    // The last admin left: whoever has been there longest is one now.
    const members = await ada.api('GET', `${inRoom}/members`)
    expect(members.body).toMatchObject({ members: [{ role: 'admin' }] })
    const pool = server.services.tenants.pool
    expect(await pool.read(acme, (db) => db.roomMembers.isMember(direct.body.id, member.id))).toBe(
      true,
    )

    // Whoever comes back is the same user, without the rooms and tokens they had.
    await server.addMember(acme, carl)
    const back = await userOf(carl)
    expect(back).toMatchObject({ id: member.id, role: 'member' })
    expect((await carl.api('GET', inRoom)).status).toBe(404)
    expect((await bound.api('GET', path)).status).toBe(401)
  })

  test('of oneself is leaving', async () => {
    const { id } = await userOf(carl)

    expect((await carl.api('DELETE', `${path}/me`)).status).toBe(204)
    expect((await carl.api('GET', path)).status).toBe(404)
    expect((await ada.api<User>('GET', `${path}/${id}`)).body.role).toBeNull()
    expect((await ada.api('DELETE', `${path}/${id}`)).status).toBe(204)
  })

  test('keeps the last owner, and owners from admins', async () => {
    const owner = await userOf(ada)
    const last = await ada.api('DELETE', `${path}/${owner.id}`)
    expect(last.body).toMatchObject({ status: 409, code: 'last_owner' })
    const byAdmin = await bob.api('DELETE', `${path}/${owner.id}`)
    expect(byAdmin.body).toMatchObject({ status: 403, code: 'not_workspace_owner' })

    await server.addMember(acme, dora, 'owner')
    expect((await dora.api('DELETE', `${path}/${owner.id}`)).status).toBe(204)
    expect((await ada.api('GET', path)).status).toBe(404)
  })

  test('of others is for owners and admins, with the scope admin', async () => {
    const { id } = await userOf(carl)
    const weak = await server.person('bob@acme.test', { scopes: ['read', 'write'] })

    const byMember = await dora.api('DELETE', `${path}/${id}`)
    expect(byMember.body).toMatchObject({ code: 'not_workspace_admin' })
    expect((await weak.api('DELETE', `${path}/${id}`)).status).toBe(403)
    expect((await userOf(carl)).role).toBe('member')
  })
})
