import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Room } from '../../src/http/room.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

interface RoomList {
  readonly rooms: readonly Room[]
  readonly next_cursor: string | null
}

describe('POST rooms', () => {
  test('makes a room whose creator is its admin, at the path that it names', async () => {
    const { ada, path } = acme
    const sent = Date.now()
    const made = await ada.api<Room>('POST', `${path}/rooms`, {
      name: '  Général 🎉 ',
      type: 'group',
    })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: made.body.id,
      name: 'Général 🎉',
      type: 'group',
      visibility: 'private',
      topic: null,
      created_by: ada.userId,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      archived_at: null,
    })
    expect(Date.parse(made.body.created_at)).toBeGreaterThanOrEqual(sent)
    const room = made.headers.get('location') ?? ''
    expect(room).toBe(`${path}/rooms/${made.body.id}`)
    const read = await ada.api('GET', room)
    expect(read.body).toEqual(made.body)
    expect(read.headers.get('etag')).toBe(made.headers.get('etag'))
    const { body } = await ada.api('GET', `${room}/members`)
    expect(body).toMatchObject({ members: [{ role: 'admin', user: { id: ada.userId } }] })
  })

  test('whoever never was in the workspace can make the first request with it', async () => {
    const newcomer = await server.person('newcomer@acme.test')
    await server.addMember(acme.tenant, newcomer)
    const made = await newcomer.api('POST', `${acme.path}/rooms`, { name: 'Mine', type: 'group' })
    expect(made.status).toBe(201)
  })

  test('a direct room is not made here, and the answer tells where', async () => {
    const before = await acme.contents()
    const { status, body } = await acme.ada.api('POST', `${acme.path}/rooms`, {
      name: 'Ada and Grace',
      type: 'direct',
    })
    expect(status).toBe(422)
    expect(body).toMatchObject({
      errors: [{ pointer: '/type', detail: expect.stringContaining('direct-rooms') }],
    })
    expect(await acme.contents()).toEqual(before)
  })

  test('a token that may only read makes nothing', async () => {
    const reader = await server.person(acme.ada.email, { scopes: ['read'] })
    const before = await acme.contents()
    const { status } = await reader.api('POST', `${acme.path}/rooms`, { name: 'x', type: 'group' })
    expect(status).toBe(403)
    expect(await acme.contents()).toEqual(before)
  })
})

describe('GET rooms', () => {
  test('pages through the rooms of the caller, and no others', async () => {
    const { path, linus, room, grace } = await team(server, 'pages')
    const rooms: string[] = []
    for (let number = 0; number < 5; number += 1) {
      rooms.push(await room(number === 2 ? [grace] : [linus], `Room ${number}`))
    }
    const mine = rooms.filter((_, number) => number !== 2)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const after: string = cursor === null ? '' : `&after=${cursor}`
      const { body } = await linus.api<RoomList>('GET', `${path}/rooms?limit=2${after}`)
      expect(body.rooms.length).toBeLessThanOrEqual(2)
      seen.push(...body.rooms.map(({ id }) => `${path}/rooms/${id}`))
      cursor = body.next_cursor
    } while (cursor !== null)
    expect(seen).toEqual(mine.toReversed())
    const { body } = await grace.api<RoomList>('GET', `${path}/rooms`)
    expect(body.rooms.map(({ id }) => `${path}/rooms/${id}`)).toEqual([rooms[2] ?? ''])
    expect(body.next_cursor).toBeNull()
  })

  test.each([
    'limit=0',
    'limit=101',
    'limit=ten',
    'after=-1',
    'after=x',
    'after=1.0',
    'after=1.2.3',
    'before=1',
    'page=2',
  ])('refuses ?%s', async (query) => {
    const { status } = await acme.ada.api('GET', `${acme.path}/rooms?${query}`)
    expect(status).toBe(422)
  })
})

describe('one room', () => {
  test('is 304 to whoever has this version, and 200 again after a change', async () => {
    const { ada, grace, room: make } = acme
    const room = await make([grace])
    const etag = (await grace.api('GET', room)).headers.get('etag') ?? ''
    const headers = { 'if-none-match': etag }
    const same = await grace.api('GET', room, undefined, { headers })
    expect([same.status, same.body, same.headers.get('etag')]).toEqual([304, null, etag])
    await ada.api('PATCH', room, { name: 'Renamed' })
    const changed = await grace.api('GET', room, undefined, { headers })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(etag)
  })

  test('is renamed by its admins, with If-Match only as long as it holds', async () => {
    const { ada, room: make } = acme
    const room = await make()
    const etag = (await ada.api('GET', room)).headers.get('etag') ?? ''
    const headers = { 'if-match': etag }
    const first = await ada.api('PATCH', room, { name: ' One ' }, { headers })
    expect([first.status, first.body]).toMatchObject([200, { name: 'One' }])
    const second = await ada.api('PATCH', room, { name: 'Two' }, { headers })
    expect(second.status).toBe(412)
    expect((await ada.api('GET', room)).body).toMatchObject({ name: 'One' })
    expect((await ada.api('GET', room)).headers.get('etag')).toBe(first.headers.get('etag'))
  })

  test('is neither renamed nor deleted by an ordinary member', async () => {
    const { grace, room: make } = acme
    const room = await make([grace])
    const before = await acme.contents()
    for (const answer of [
      await grace.api('PATCH', room, { name: 'Mine now' }),
      await grace.api('DELETE', room),
    ]) {
      expect(answer.status).toBe(403)
      expect(answer.body).toMatchObject({ code: 'not_room_admin' })
    }
    expect(await acme.contents()).toEqual(before)
  })

  test('is gone for everybody once it is deleted, with its messages', async () => {
    const { ada, grace, room: make, message } = acme
    const room = await make([grace])
    const gone = await message(grace, room, 'gone with the room')
    const headers = { 'if-match': '"another"' }
    expect((await ada.api('DELETE', room, undefined, { headers })).status).toBe(412)
    expect((await ada.api('DELETE', room)).status).toBe(204)
    for (const { api } of [ada, grace]) {
      for (const path of [room, `${room}/members`, `${room}/messages`, gone]) {
        expect(await api('GET', path)).toMatchObject({
          status: 404,
          body: { code: 'room_not_found' },
        })
      }
    }
    expect((await ada.api('DELETE', room)).status).toBe(404)
    expect(JSON.stringify(await acme.contents())).not.toContain('gone with the room')
  })

  test('does not exist for people of the workspace who are not in it', async () => {
    const room = await acme.room([acme.grace])
    const unknown = await acme.linus.api('GET', `${acme.path}/rooms/999999`)
    const hidden = await acme.linus.api('GET', room)
    const bare = (body: unknown) => ({ ...(body as object), instance: '', request_id: '' })
    expect(hidden.status).toBe(404)
    expect(bare(hidden.body)).toEqual(bare(unknown.body))
  })
})
