import { afterEach, beforeEach, expect, test } from 'bun:test'
import { operations } from '../../src/control/operations.ts'
import { NOT_IN_TEMPLATES, TEMPLATE_COLUMNS } from '../../src/workspace-template.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
let acme: Team

beforeEach(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
})
afterEach(() => server.stop())

interface Rooms {
  readonly rooms: readonly { readonly id: number; readonly name: string }[]
}

const rows = (id: string, table: string) =>
  server.services.tenants.pool.read({ id }, (db) =>
    db.sql.prepare<{ count: number }>(`SELECT count(*) AS count FROM ${table}`).get(),
  )

test('gets the group rooms, their founder as the only member, and nothing of anybody', async () => {
  const general = await acme.room([acme.grace], 'General')
  await acme.room([], 'Design')
  const gone = await acme.room([], 'Gone')
  await acme.ada.api('DELETE', gone)
  await acme.message(acme.grace, general, 'secret plans')
  await acme.grace.api('PUT', `${acme.path}/direct-rooms/${acme.linus.userId}`)

  const { status, body } = await acme.ada.api<{ id: string }>('POST', '/workspaces', {
    slug: 'labs',
    name: 'Labs',
    template: 'acme',
  })

  expect([status, body]).toMatchObject([201, { slug: 'labs', name: 'Labs', role: 'owner' }])
  const list = await acme.ada.api<Rooms>('GET', '/workspaces/labs/rooms')
  expect(list.body.rooms.map(({ name }) => name).toSorted()).toEqual(['Design', 'General'])
  const members = await acme.ada.api<{ members: unknown[] }>(
    'GET',
    `/workspaces/labs/rooms/${list.body.rooms[0]?.id}/members`,
  )
  expect(members.body.members).toMatchObject([{ role: 'admin', user: { username: 'ada' } }])
  const expected = { users: 1, messages: 0, rooms: 2, room_members: 2 }
  for (const [table, count] of Object.entries(expected)) {
    expect([table, await rows(body.id, table)]).toEqual([table, { count }])
  }
  expect((await acme.grace.api('GET', '/workspaces/labs')).status).toBe(404)
  // What is there is usable, and the template is as it was.
  const room = `/workspaces/labs/rooms/${list.body.rooms[0]?.id}`
  expect((await acme.ada.api('POST', `${room}/messages`, { content: 'first' })).status).toBe(201)
  expect((await acme.grace.api('GET', `${general}/messages`)).body).toMatchObject({
    messages: [{ content: 'secret plans' }, { notice: { event: 'member_added' } }],
  })
})

test('every column of a room is taken over, or said not to be', async () => {
  const columns = await server.services.tenants.pool.read(acme.tenant, (db) =>
    db.sql.prepare<{ name: string }>(`SELECT name FROM pragma_table_info('rooms')`).all(),
  )
  const known: string[] = [...TEMPLATE_COLUMNS, ...NOT_IN_TEMPLATES]
  expect(columns.map(({ name }) => name).toSorted()).toEqual(known.toSorted())
})

test('only owners of the template may, and nobody learns what they cannot see', async () => {
  const stranger = await server.person('stranger@other.test')
  const ask = (who: { api: typeof stranger.api }, template: string) =>
    who.api('POST', '/workspaces', { slug: 'labs', template })

  expect((await ask(acme.grace, 'acme')).body).toMatchObject({ code: 'not_workspace_owner' })
  const foreign = await ask(stranger, 'acme')
  const unknown = await ask(stranger, 'nowhere')
  for (const { status, body } of [foreign, unknown, await ask(stranger, '../acme')]) {
    expect([status, body]).toMatchObject([422, { errors: [{ pointer: '/template' }] }])
  }
  await server.services.tenants.lifeCycle.suspend(acme.tenant.id, 'unpaid')
  expect((await ask(acme.ada, 'acme')).status).toBe(423)
  const { tenants } = server.services
  expect(tenants.registry.findBySlug('labs')).toBeNull()
})

test('whoever is no owner any more when it happens has made nothing', async () => {
  const { auth, tenants } = server.services
  const template = acme.tenant.id
  const [{ status }] = await Promise.all([
    acme.ada.api('POST', '/workspaces', { slug: 'labs', template }),
    auth.database.write(() => auth.memberships.put(acme.tenant.id, acme.ada.id, 'member')),
  ])
  const made = tenants.registry.findBySlug('labs') !== null
  expect([201, 403]).toContain(status)
  expect(made).toBe(status === 201)
})

test('the command takes a template too, and asks who is to be in the rooms', async () => {
  await acme.room([acme.grace], 'General')
  const create = operations['tenant:create']
  const { services } = server

  const made = await create(services, { slug: 'labs', template: 'acme', owner: 'new@labs.test' })

  const { body } = await server.api<Rooms>('GET', '/workspaces/labs/rooms', undefined, {
    token: made.token ?? '',
  })
  expect(body.rooms.map(({ name }) => name)).toEqual(['General'])
  expect(create(services, { slug: 'x', template: 'acme' })).rejects.toMatchObject({
    errors: [{ pointer: '/owner' }],
  })
  expect(create(services, { slug: 'x', template: 'none', owner: 'a@b.test' })).rejects.toThrow(
    'there is no workspace none',
  )
})
