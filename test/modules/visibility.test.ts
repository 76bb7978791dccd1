import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Person } from '../harness/server.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

/*
 * docs/visibility.md: what is said in a room, its members can read, and nobody else can, whatever
 * they are in the workspace. The routes come from the document, so a new one is held to it as well.
 */

const SECRET = 'the cat is out of the bag'

let server: TestServer
let acme: Team
/** An owner and an admin of the workspace, who are in none of the rooms. */
let others: Readonly<Record<string, Person>>
/** Paths of rooms of Grace and Linus. */
let rooms: Readonly<Record<string, string>>
let gets: string[]

beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  const { grace, linus, path, tenant } = acme
  const admin = await server.person('admin@acme.test')
  await server.addMember(tenant, admin, 'admin')
  others = { owner: acme.ada, admin }
  const group = { name: SECRET, topic: SECRET, type: 'group' }
  const made = await grace.api('POST', `${path}/rooms`, group)
  const direct = await grace.api('PUT', `${path}/direct-rooms/${linus.userId}`)
  const notes = await grace.api('PUT', `${path}/direct-rooms/${grace.userId}`)
  const location = ({ headers }: typeof made) => headers.get('location') ?? ''
  rooms = { private: location(made), direct: location(direct), notes: location(notes) }
  await grace.api('PUT', `${rooms['private']}/members/${linus.userId}`)
  for (const room of Object.values(rooms)) {
    const message = await acme.message(grace, room, `${SECRET}, @linus @room`)
    await grace.api('PATCH', message, { content: `${SECRET} again, @linus` })
    await grace.api('POST', `${room}/messages`, {
      content: SECRET,
      reply_to_id: Number(message.split('/').at(-1)),
    })
  }
  const document = (await (await fetch(`${server.url}/swagger/json`)).json()) as {
    paths: Record<string, object>
  }
  gets = Object.entries(document.paths)
    .filter(([, methods]) => 'get' in methods)
    .map(([template]) => template)
    .filter((template) => template.startsWith('/workspaces/{workspace}'))
})
afterAll(() => server.stop())

const inRoom = (template: string) => template.includes('{room}')

/** The real path of a template, for the first message of the room. */
async function pathOf(template: string, room: string): Promise<string> {
  const { body } = await acme.grace.api<{ messages: { id: number; notice: unknown }[] }>(
    'GET',
    `${room}/messages`,
  )
  const first = body.messages.filter(({ notice }) => notice === null).at(-1)?.id
  return template
    .replace('{workspace}', 'acme')
    .replace('{room}', room.split('/').at(-1) ?? '')
    .replace('{message}', String(first))
    .replace('{user}', acme.grace.userId)
    .replace('{emoji}', '%F0%9F%91%8D')
    .replace(/\{\w+\}/g, '1')
}

test('there is something to hold to it', () => {
  expect(gets.filter(inRoom).length).toBeGreaterThan(5)
  expect(gets.filter((one) => !inRoom(one)).length).toBeGreaterThan(8)
})

describe.each(['owner', 'admin'])('an %s of the workspace', (role) => {
  test.each(['private', 'direct', 'notes'])('finds no %s room of others', async (kind) => {
    const other = others[role] as Person
    const room = rooms[kind] ?? ''
    for (const template of gets.filter(inRoom)) {
      const path = await pathOf(template, room)
      const { status, body } = await other.api('GET', path)
      expect([path, status, body]).toMatchObject([path, 404, { code: 'room_not_found' }])
    }
    const nowhere = await other.api('GET', `${acme.path}/rooms/999999`)
    const here = await other.api('GET', room)
    const same = (answer: typeof here) => ({
      ...(answer.body as object),
      instance: '',
      request_id: '',
    })
    expect(same(here)).toEqual(same(nowhere))
  })

  test('does not let themselves in', async () => {
    const other = others[role] as Person
    for (const room of Object.values(rooms)) {
      const { status } = await other.api('PUT', `${room}/members/me`)
      expect([room, status]).toEqual([room, 404])
    }
  })

  test('reads nothing of them in what tells of the whole workspace', async () => {
    const other = others[role] as Person
    const query: Readonly<Record<string, string>> = { '/workspaces/{workspace}/search': '?q=cat' }
    // All of it is in an export, which is the owners' and in the log.
    for (const template of gets.filter((one) => !inRoom(one) && !one.endsWith('/export'))) {
      const path = await pathOf(template, rooms['private'] ?? '')
      const { status, body } = await other.api('GET', `${path}${query[template] ?? ''}`)
      // 426: without an upgrade a socket tells nothing.
      expect([path, [200, 403, 404, 426].includes(status)]).toEqual([path, true])
      expect([path, JSON.stringify(body).includes('the cat')]).toEqual([path, false])
    }
  })
})

test('whoever is in a room sees who can read it', async () => {
  for (const { api } of [acme.grace, acme.linus]) {
    const { body } = await api<{ members: { user: { id: string } }[] }>(
      'GET',
      `${rooms['private']}/members`,
    )
    const ids = body.members.map(({ user }) => user.id)
    expect(ids.sort()).toEqual([acme.grace.userId, acme.linus.userId].sort())
  }
})

test('an owner who takes the whole workspace with them stands in the log', async () => {
  const taken = await fetch(`${server.url}${acme.path}/export`, {
    headers: { authorization: `Bearer ${acme.ada.token}` },
  })
  expect(taken.status).toBe(200)
  await taken.arrayBuffer()
  const log = await acme.ada.api('GET', `${acme.path}/audit-log?action=workspace.exported`)
  expect(log.body).toMatchObject({ entries: { length: 1 } })
  const refused = await (others['admin'] as Person).api('GET', `${acme.path}/export`)
  expect(refused.status).toBe(403)
})
