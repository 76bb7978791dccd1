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

describe('PUT direct-rooms', () => {
  test('makes the room once, and gives the same to both sides', async () => {
    const { ada, grace, path } = acme
    const made = await ada.api<Room>('PUT', `${path}/direct-rooms/${grace.userId}`)
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ type: 'direct', name: null, created_by: ada.userId })
    expect(made.headers.get('location')).toBe(`${path}/rooms/${made.body.id}`)
    for (const again of [
      await ada.api('PUT', `${path}/direct-rooms/${grace.userId}`),
      await grace.api('PUT', `${path}/direct-rooms/${ada.userId}`),
    ]) {
      expect([again.status, again.body]).toEqual([200, made.body])
      expect(again.headers.get('etag')).toBe(made.headers.get('etag'))
    }
    const { body } = await grace.api('GET', `${path}/rooms/${made.body.id}/members`)
    const { members } = body as { members: { user: { id: string }; role: string }[] }
    expect(members.map(({ user, role }) => [user.id, role]).sort()).toEqual(
      [
        [ada.userId, 'member'],
        [grace.userId, 'member'],
      ].sort(),
    )
  })

  test('makes one room when both ask at the same time', async () => {
    const { grace, linus, path } = acme
    const answers = await Promise.all(
      [0, 1, 2, 3].flatMap(() => [
        grace.api<Room>('PUT', `${path}/direct-rooms/${linus.userId}`),
        linus.api<Room>('PUT', `${path}/direct-rooms/${grace.userId}`),
      ]),
    )
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  test('with oneself it is a room for notes that nobody else can enter', async () => {
    const { ada, grace, path } = await team(server, 'notes')
    const made = await ada.api<Room>('PUT', `${path}/direct-rooms/me`)
    expect(made).toMatchObject({ status: 201, body: { type: 'direct', name: null } })
    const again = await ada.api<Room>('PUT', `${path}/direct-rooms/${ada.userId}`)
    expect([again.status, again.body]).toEqual([200, made.body])
    const room = made.headers.get('location') ?? ''
    expect((await ada.api('POST', `${room}/messages`, { content: 'milk' })).status).toBe(201)
    expect((await grace.api('GET', room)).status).toBe(404)
    const listed = await ada.api('GET', `${path}/rooms`)
    expect(listed.body).toMatchObject({
      rooms: [{ id: made.body.id, member_count: 1, with: { id: ada.userId } }],
    })
  })

  test('with somebody who is not here there is none', async () => {
    const { ada, path } = acme
    const stranger = await team(server, 'elsewhere')
    const before = await acme.contents()
    for (const user of ['nobody', stranger.ada.userId, stranger.ada.id, '__proto__', '-1']) {
      const answer = await ada.api('PUT', `${path}/direct-rooms/${user}`)
      expect(answer).toMatchObject({ status: 404, body: { code: 'user_not_found' } })
    }
    expect(await acme.contents()).toEqual(before)
  })
})

describe('a direct room', () => {
  let room = ''
  beforeAll(async () => {
    const { ada, grace, path } = acme
    const { headers } = await ada.api('PUT', `${path}/direct-rooms/${grace.userId}`)
    room = headers.get('location') ?? ''
  })

  test('has no name to change, and stays', async () => {
    const before = await acme.contents()
    for (const answer of [
      await acme.ada.api('PATCH', room, { name: 'Ours' }),
      await acme.ada.api('DELETE', room),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'direct_room' } })
    }
    expect(await acme.contents()).toEqual(before)
  })

  test('keeps its two members', async () => {
    const { ada, grace, linus } = acme
    const before = await acme.contents()
    for (const answer of [
      await ada.api('PUT', `${room}/members/${linus.userId}`),
      await ada.api('PATCH', `${room}/members/${ada.userId}`, { role: 'admin' }),
      await ada.api('DELETE', `${room}/members/${grace.userId}`),
      await ada.api('DELETE', `${room}/members/${ada.userId}`),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'direct_room' } })
    }
    expect(await acme.contents()).toEqual(before)
  })

  test('does not exist for anybody else', async () => {
    const { linus } = acme
    expect((await linus.api('GET', room)).status).toBe(404)
    expect((await linus.api('GET', `${room}/messages`)).status).toBe(404)
    expect((await linus.api('DELETE', room)).status).toBe(404)
  })

  test('lets nobody but the author delete a message', async () => {
    const { ada, grace, message } = acme
    const said = await message(ada, room, 'between us')
    expect((await grace.api('DELETE', said)).status).toBe(403)
    expect((await ada.api('DELETE', said)).status).toBe(204)
  })
})
