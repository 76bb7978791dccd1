import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Message } from '../../src/http/message.ts'
import type { Room } from '../../src/http/room.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

let made = 0
function newTeam(): Promise<Team> {
  made += 1
  return team(server, `team-${made}`)
}

interface MessageList {
  readonly messages: readonly Message[]
}

/** What the messages of a room tell that nobody wrote, oldest first. */
async function noticesOf({ ada }: Team, room: string) {
  const { body } = await ada.api<MessageList>('GET', `${room}/messages?limit=100`)
  return body.messages.toReversed().flatMap(({ notice, user }) => {
    if (notice === null) return []
    const { event, ...details } = notice
    const told = Object.values(details).filter((detail) => detail !== null)
    return [[user?.username, event, ...told]]
  })
}

async function publicRoom({ ada, path }: Team): Promise<string> {
  const settings = { name: 'Open', type: 'group', visibility: 'public', topic: 'All' }
  const { status, headers } = await ada.api('POST', `${path}/rooms`, settings)
  expect(status).toBe(201)
  return headers.get('location') ?? ''
}

describe('a public room', () => {
  test('is found and joined by everybody in the workspace, and left again', async () => {
    const acme = await newTeam()
    const { linus, path } = acme
    const room = await publicRoom(acme)
    const found = async () =>
      (await linus.api<{ rooms: object[] }>('GET', `${path}/public-rooms`)).body.rooms
    expect(await found()).toMatchObject([{ name: 'Open', member_count: 1, joined: false }])
    // What is said in it is for members.
    expect((await linus.api('GET', `${room}/messages`)).status).toBe(404)
    expect((await linus.api('PUT', `${room}/members/me`)).status).toBe(201)
    // Whoever repeats it after a lost answer is in, too.
    expect((await linus.api('PUT', `${room}/members/${linus.userId}`)).status).toBe(200)
    expect((await linus.api('PUT', `${room}/members/me`, { role: 'admin' })).status).toBe(403)
    expect(await found()).toMatchObject([{ member_count: 2, joined: true }])
    expect((await linus.api('POST', `${room}/messages`, { content: 'hi' })).status).toBe(201)
    expect((await linus.api('DELETE', `${room}/members/me`)).status).toBe(204)
    expect((await linus.api('GET', room)).status).toBe(404)
    expect(await noticesOf(acme, room)).toEqual([
      ['linus', 'member_joined'],
      ['linus', 'member_left'],
    ])
  })

  test('makes nobody an admin by joining, and nobody adds others before they are in', async () => {
    const acme = await newTeam()
    const { linus, grace } = acme
    const room = await publicRoom(acme)
    const before = await acme.contents()
    expect((await linus.api('PUT', `${room}/members/me`, { role: 'admin' })).status).toBe(403)
    expect((await linus.api('PUT', `${room}/members/${grace.userId}`)).status).toBe(404)
    expect(await acme.contents()).toEqual(before)
  })

  test('takes orders of admins of the workspace who are in it; a private one does not', async () => {
    const acme = await newTeam()
    const { ada, linus } = acme
    const open = await publicRoom(acme)
    const closed = await acme.room([linus])
    await ada.api('PATCH', `${acme.path}/users/${linus.userId}`, { role: 'admin' })
    expect((await linus.api('PATCH', open, { name: 'Mine' })).status).toBe(404)
    await linus.api('PUT', `${open}/members/me`)
    expect((await linus.api('PATCH', open, { name: 'Ours' })).status).toBe(200)
    const said = await acme.message(ada, open)
    expect((await linus.api('DELETE', said)).status).toBe(204)
    expect((await linus.api('PATCH', closed, { name: 'Mine' })).status).toBe(403)
  })

  test('is not found once it is private, archived or deleted', async () => {
    const acme = await newTeam()
    const { ada, linus, path } = acme
    const rooms = await Promise.all([publicRoom(acme), publicRoom(acme), publicRoom(acme)])
    await ada.api('PATCH', rooms[0], { visibility: 'private' })
    await ada.api('PATCH', rooms[1], { archived: true })
    await ada.api('DELETE', rooms[2])
    expect((await linus.api('GET', `${path}/public-rooms`)).body).toEqual({
      rooms: [],
      next_cursor: null,
    })
    const joining = await Promise.all(
      rooms.map((room) => linus.api('PUT', `${room}/members/me`).then(({ status }) => status)),
    )
    expect(joining).toEqual([404, 409, 404])
  })

  test('is on pages in the order of ids', async () => {
    const acme = await newTeam()
    const rooms = [await publicRoom(acme), await publicRoom(acme), await publicRoom(acme)]
    const seen: string[] = []
    let after = ''
    for (;;) {
      const { body } = await acme.grace.api<{ rooms: Room[]; next_cursor: number | null }>(
        'GET',
        `${acme.path}/public-rooms?limit=2${after}`,
      )
      seen.push(...body.rooms.map(({ id }) => `${acme.path}/rooms/${id}`))
      if (body.next_cursor === null) break
      after = `&after=${body.next_cursor}`
    }
    expect(seen).toEqual(rooms)
  })
})

describe('an archived room', () => {
  test('can be read, marked as read, left and cleaned up, and takes nothing new', async () => {
    const acme = await newTeam()
    const { ada, grace, linus } = acme
    const room = await acme.room([grace])
    const said = await acme.message(grace, room)
    expect((await ada.api<Room>('PATCH', room, { archived: true })).body.archived_at).toBeString()
    const before = await acme.contents()
    for (const [method, path, body] of [
      ['POST', `${room}/messages`, { content: 'x' }],
      ['PATCH', said, { content: 'x' }],
      ['PUT', `${said}/reactions/${encodeURIComponent('👍')}`],
      ['PUT', `${room}/members/${linus.userId}`],
      ['PATCH', `${room}/members/${grace.userId}`, { role: 'admin' }],
      ['PATCH', room, { name: 'x' }],
      ['PATCH', room, { archived: true }],
    ] as const) {
      const { status, body: problem } = await ada.api(method, path, body)
      const mine = method === 'PATCH' && path === said ? await grace.api(method, path, body) : null
      expect([path, mine?.status ?? status]).toEqual([path, 409])
      expect(mine?.body ?? problem).toMatchObject({ code: 'room_archived' })
    }
    expect(await acme.contents()).toEqual(before)
    expect((await grace.api('GET', said)).status).toBe(200)
    expect((await ada.api('PUT', `${room}/read`, { message_id: 99 })).status).toBe(200)
    expect((await grace.api('DELETE', said)).status).toBe(204)
    expect((await grace.api('DELETE', `${room}/members/me`)).status).toBe(204)
    expect((await ada.api('PATCH', room, { archived: false, name: 'Back' })).status).toBe(200)
    expect((await ada.api('POST', `${room}/messages`, { content: 'x' })).status).toBe(201)
  })
})

describe('notices', () => {
  test('tell what happened in a room, once, and nothing of what did not', async () => {
    const acme = await newTeam()
    const { ada, grace, linus } = acme
    const room = await acme.room([grace])
    await ada.api('PATCH', room, { name: 'Club', topic: ' Chess ', visibility: 'public' })
    await ada.api('PATCH', room, { name: 'Club', topic: 'Chess', visibility: 'public' })
    await ada.api('PUT', `${room}/members/${linus.userId}`)
    await ada.api('PUT', `${room}/members/${linus.userId}`)
    await ada.api('DELETE', `${room}/members/${linus.userId}`)
    await ada.api('PATCH', room, { topic: null, archived: true })
    await ada.api('PATCH', room, { archived: false })
    expect(await noticesOf(acme, room)).toEqual([
      ['ada', 'member_added', grace.userId],
      ['ada', 'room_renamed', 'Club'],
      ['ada', 'topic_changed', 'Chess'],
      ['ada', 'visibility_changed', 'public'],
      ['ada', 'member_added', linus.userId],
      ['ada', 'member_removed', linus.userId],
      ['ada', 'topic_changed'],
      ['ada', 'room_archived'],
      ['ada', 'room_unarchived'],
    ])
  })

  test('are nobody’s to edit, delete, answer or react to', async () => {
    const acme = await newTeam()
    const { ada, grace } = acme
    const room = await acme.room([grace])
    const { body } = await ada.api<MessageList>('GET', `${room}/messages`)
    const notice = `${room}/messages/${body.messages[0]?.id}`
    const before = await acme.contents()
    for (const answer of [
      await ada.api('PATCH', notice, { content: 'x' }),
      await ada.api('DELETE', notice),
      await ada.api('PUT', `${notice}/reactions/${encodeURIComponent('👍')}`),
      await ada.api('POST', `${room}/messages`, {
        content: 'x',
        reply_to_id: body.messages[0]?.id,
      }),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { code: 'notice' } })
    }
    expect(await acme.contents()).toEqual(before)
  })
})

test.each([{}, { name: '' }, { topic: '' }, { visibility: 'secret' }, { archived: 1 }, { x: 1 }])(
  'settings %j are refused',
  async (settings) => {
    const acme = await newTeam()
    const room = await acme.room()
    expect((await acme.ada.api('PATCH', room, settings)).status).toBe(422)
  },
)

test('a name in other letters that look the same is the same name', async () => {
  const team = await newTeam()
  const room = await team.room([], 'Cafe\u0301')
  const { body } = await team.ada.api<Room>('PATCH', room, { name: ' Café ' })
  expect(body.name).toBe('Caf\u00e9')
  expect((await noticesOf(team, room)).filter(([, event]) => event === 'room_renamed')).toEqual([])
})
