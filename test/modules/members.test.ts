import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

interface MemberList {
  readonly members: readonly { readonly user: { readonly id: string }; readonly role: string }[]
  readonly next_cursor: string | null
}

async function rolesIn(room: string): Promise<Record<string, string>> {
  const { body } = await acme.ada.api<MemberList>('GET', `${room}/members`)
  return Object.fromEntries(body.members.map(({ user, role }) => [user.id, role]))
}

const at = (room: string, { userId }: Teammate) => `${room}/members/${userId}`

describe('GET members', () => {
  test('shows what others may see of each, and nothing else', async () => {
    const { grace, ada } = acme
    const room = await acme.room([grace])
    const { status, body } = await grace.api<MemberList>('GET', `${room}/members`)
    expect(status).toBe(200)
    const shown = body.members.find(({ user }) => user.id === ada.userId)
    expect(shown).toEqual({
      room_id: Number(room.split('/').at(-1)),
      user: { id: ada.userId, username: 'ada', name: 'ada', avatar_url: null },
      role: 'admin',
      joined_at: expect.stringMatching(/Z$/),
    } as never)
    expect(JSON.stringify(body)).not.toContain('@')
  })

  test('comes in pages, in the order of the ids', async () => {
    const { ada, grace, linus } = acme
    const room = await acme.room([grace, linus])
    const first = await ada.api<MemberList>('GET', `${room}/members?limit=2`)
    const { next_cursor } = first.body
    const second = await ada.api<MemberList>('GET', `${room}/members?limit=2&after=${next_cursor}`)
    const ids = [...first.body.members, ...second.body.members].map(({ user }) => user.id)
    expect(ids).toEqual([ada.userId, grace.userId, linus.userId].sort())
    expect(second.body.next_cursor).toBeNull()
  })

  test('shows one member, 304 to whoever has that version', async () => {
    const { ada, grace, linus } = acme
    const room = await acme.room([grace])
    const one = await grace.api('GET', at(room, ada))
    expect(one).toMatchObject({ status: 200, body: { role: 'admin', user: { id: ada.userId } } })
    const headers = { 'if-none-match': one.headers.get('etag') ?? '' }
    expect((await grace.api('GET', at(room, ada), undefined, { headers })).status).toBe(304)
    const absent = await grace.api('GET', at(room, linus))
    expect(absent).toMatchObject({ status: 404, body: { code: 'member_not_found' } })
  })
})

describe('PUT members', () => {
  test('adds once; again it answers 200 and changes nothing', async () => {
    const { ada, grace } = acme
    const room = await acme.room()
    expect((await grace.api('GET', room)).status).toBe(404)
    const added = await ada.api('PUT', at(room, grace))
    expect(added).toMatchObject({ status: 201, body: { role: 'member' } })
    expect(added.headers.get('location')).toBe(at(room, grace))
    expect((await grace.api('GET', room)).status).toBe(200)
    const before = await acme.contents()
    for (const body of [undefined, {}, { role: 'admin' }]) {
      const again = await ada.api('PUT', at(room, grace), body)
      expect([again.status, again.body]).toEqual([200, added.body])
    }
    expect(await acme.contents()).toEqual(before)
  })

  test('adds as an admin on demand', async () => {
    const { ada, grace } = acme
    const room = await acme.room()
    expect((await ada.api('PUT', at(room, grace), { role: 'admin' })).status).toBe(201)
    expect(await rolesIn(room)).toEqual({ [ada.userId]: 'admin', [grace.userId]: 'admin' })
  })

  test('does without a body, however that is sent', async () => {
    const { ada, grace } = acme
    const json = { 'content-type': 'application/json' }
    for (const [body, headers] of [
      [undefined, {}],
      [undefined, json],
      ['', json],
      ['', { 'content-type': 'text/plain' }],
      ['{}', json],
    ] as const) {
      const room = await acme.room()
      const added = await ada.api('PUT', at(room, grace), body, { headers })
      expect([added.status, added.body]).toMatchObject([201, { role: 'member' }])
    }
  })

  test('is for admins of the room, and for people of the workspace', async () => {
    const { ada, grace, linus } = acme
    const room = await acme.room([grace])
    const before = await acme.contents()
    const refused = await grace.api('PUT', at(room, linus))
    expect(refused).toMatchObject({ status: 403, body: { code: 'not_room_admin' } })
    for (const user of ['nobody', ada.id, '__proto__']) {
      const answer = await ada.api('PUT', `${room}/members/${user}`)
      expect(answer).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
    }
    // An outsider cannot let themselves in.
    expect((await linus.api('PUT', at(room, linus))).status).toBe(404)
    expect(await acme.contents()).toEqual(before)
  })
})

describe('PATCH members', () => {
  test('makes an admin, who may then do what admins do', async () => {
    const { ada, grace, linus } = acme
    const room = await acme.room([grace])
    const changed = await ada.api('PATCH', at(room, grace), { role: 'admin' })
    expect(changed).toMatchObject({ status: 200, body: { role: 'admin' } })
    expect((await grace.api('PUT', at(room, linus))).status).toBe(201)
    expect((await grace.api('PATCH', at(room, ada), { role: 'member' })).status).toBe(200)
    expect((await ada.api('PATCH', room, { name: 'Still mine?' })).status).toBe(403)
  })

  test('honours If-Match, and gives the ETag that GET gives', async () => {
    const { ada, grace } = acme
    const room = await acme.room([grace])
    const path = at(room, grace)
    const headers = { 'if-match': (await ada.api('GET', path)).headers.get('etag') ?? '' }
    const first = await ada.api('PATCH', path, { role: 'admin' }, { headers })
    expect(first.status).toBe(200)
    expect((await ada.api('GET', path)).headers.get('etag')).toBe(first.headers.get('etag'))
    expect((await ada.api('PATCH', path, { role: 'member' }, { headers })).status).toBe(412)
    expect((await ada.api('DELETE', path, undefined, { headers })).status).toBe(412)
    expect(await rolesIn(room)).toMatchObject({ [grace.userId]: 'admin' })
  })

  test('is for admins of the room, about its members', async () => {
    const { ada, grace, linus } = acme
    const room = await acme.room([grace])
    const before = await acme.contents()
    expect((await grace.api('PATCH', at(room, grace), { role: 'admin' })).status).toBe(403)
    const absent = await ada.api('PATCH', at(room, linus), { role: 'admin' })
    expect(absent).toMatchObject({ status: 404, body: { code: 'member_not_found' } })
    for (const body of [{}, { role: 'owner' }, { role: null }, { role: 'admin', x: 1 }]) {
      expect((await ada.api('PATCH', at(room, grace), body)).status).toBe(422)
    }
    expect(await acme.contents()).toEqual(before)
  })
})

describe('DELETE members', () => {
  test('lets everybody leave, whose messages stay', async () => {
    const { ada, grace, message } = acme
    const room = await acme.room([grace])
    const said = await message(grace, room)
    expect((await grace.api('DELETE', at(room, grace))).status).toBe(204)
    expect((await grace.api('GET', said)).status).toBe(404)
    expect((await grace.api('DELETE', at(room, grace))).status).toBe(404)
    expect((await ada.api('GET', said)).body).toMatchObject({ user: { id: grace.userId } })
  })

  test('knows the caller as `me`', async () => {
    const { ada, grace } = acme
    const room = await acme.room([grace])
    const me = `${room}/members/me`
    expect((await grace.api('GET', me)).body).toMatchObject({ user: { id: grace.userId } })
    expect((await grace.api('PATCH', me, { role: 'admin' })).status).toBe(403)
    const put = await ada.api('PUT', me)
    expect([put.status, put.headers.get('location')]).toEqual([200, at(room, ada)])
    expect((await ada.api('PATCH', me, { role: 'member' })).status).toBe(409)
    expect((await grace.api('DELETE', me)).status).toBe(204)
    expect((await grace.api('GET', me)).status).toBe(404)
    expect(await rolesIn(room)).toEqual({ [ada.userId]: 'admin' })
  })

  test('lets admins remove others, and nobody else', async () => {
    const { ada, grace, linus } = acme
    const room = await acme.room([grace, linus])
    expect((await grace.api('DELETE', at(room, linus))).status).toBe(403)
    expect((await grace.api('DELETE', at(room, ada))).status).toBe(403)
    expect((await ada.api('DELETE', at(room, linus))).status).toBe(204)
    expect((await linus.api('GET', room)).status).toBe(404)
    expect((await ada.api('DELETE', at(room, linus))).status).toBe(404)
    expect(await rolesIn(room)).toEqual({ [ada.userId]: 'admin', [grace.userId]: 'member' })
  })
})

describe('the last admin', () => {
  test('is the last one also beside an admin who cannot sign in, whom they can remove', async () => {
    const { ada } = acme
    const room = await acme.room()
    const imported = await server.services.tenants.pool.write(acme.tenant, (db) =>
      db.users.create({ name: 'Imported' }),
    )
    const theirs = `${room}/members/${imported.id}`
    expect((await ada.api('PUT', theirs, { role: 'admin' })).status).toBe(201)
    for (const answer of [
      await ada.api('DELETE', at(room, ada)),
      await ada.api('PATCH', at(room, ada), { role: 'member' }),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'last_admin' } })
    }
    expect((await ada.api('DELETE', theirs)).status).toBe(204)
  })

  test('can neither go nor become a member', async () => {
    const { ada, grace } = acme
    const room = await acme.room([grace])
    const before = await acme.contents()
    for (const answer of [
      await ada.api('DELETE', at(room, ada)),
      await ada.api('PATCH', at(room, ada), { role: 'member' }),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'last_admin' } })
    }
    expect(await acme.contents()).toEqual(before)
    expect((await ada.api('PATCH', at(room, ada), { role: 'admin' })).status).toBe(200)
    await ada.api('PATCH', at(room, grace), { role: 'admin' })
    expect((await ada.api('DELETE', at(room, ada))).status).toBe(204)
  })

  const leave = (room: string, who: Teammate) => who.api('DELETE', at(room, who))
  const stepDown = (room: string, who: Teammate) =>
    who.api('PATCH', at(room, who), { role: 'member' })
  const ways = { leave, stepDown }

  test.each([
    ['leave', 'leave'],
    ['stepDown', 'stepDown'],
    ['leave', 'stepDown'],
  ] as const)('remains when both admins go at the same time: %s, %s', async (first, second) => {
    const { ada, grace, linus } = acme
    for (let round = 0; round < 10; round += 1) {
      const room = await acme.room([linus])
      await ada.api('PUT', at(room, grace), { role: 'admin' })
      const answers = await Promise.all([ways[first](room, ada), ways[second](room, grace)])
      const statuses = answers.map(({ status }) => status)
      expect(statuses.filter((status) => status === 409)).toHaveLength(1)
      const { body } = await linus.api<MemberList>('GET', `${room}/members`)
      expect(body.members.filter(({ role }) => role === 'admin')).toHaveLength(1)
    }
  })
})
