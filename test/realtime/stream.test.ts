import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { openStream, type StreamedEvent } from '../harness/event-stream.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, type Teammate, team } from '../harness/team.ts'
import { until } from '../harness/until.ts'

/* The same events as over a WebSocket, as server-sent events. */

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer({ liveTimings: { heartbeat: 200 } })
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

const on = ({ token }: Teammate, query = '', headers: Record<string, string> = {}) =>
  openStream(`${server.url}${acme.path}/events${query}`, {
    authorization: `Bearer ${token}`,
    ...headers,
  })
const said = (content: string) => (event: StreamedEvent) =>
  (event.data.data?.['message'] as { content?: string } | undefined)?.content === content

async function streams(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(/^conclave_live_streams (\d+)$/m.exec(text)?.[1])
}

test('begins with hello, and tells what happens under the cursor behind it', async () => {
  const room = await acme.room([acme.grace])
  const stream = await on(acme.grace)
  const hello = await stream.next('hello')
  expect(hello.data).toMatchObject({ user_id: acme.grace.userId })
  expect(hello.id).toBe(hello.data.cursor)
  await acme.message(acme.ada, room, 'Hello!')
  const event = await stream.next('message.created', said('Hello!'))
  expect(event.id).toBe(event.data.id)
  expect(stream.text()).not.toContain('event:')
  stream.close()
})

test('goes on behind Last-Event-ID, which counts more than `after`', async () => {
  const room = await acme.room([acme.grace])
  const first = await on(acme.grace)
  const { id: start = '' } = await first.next('hello')
  await acme.message(acme.ada, room, 'one')
  const { id = '' } = await first.next('message.created', said('one'))
  first.close()
  await acme.message(acme.ada, room, 'two')
  for (const stream of [
    await on(acme.grace, `?after=${start}`, { 'last-event-id': id }),
    await on(acme.grace, `?after=${id}`),
  ]) {
    await stream.next('message.created', said('two'))
    expect(stream.text()).not.toContain('"one"')
    stream.close()
  }
  const both = await on(acme.grace, `?after=${start}`)
  await both.next('message.created', said('one'))
  await both.next('message.created', said('two'))
  both.close()
})

test.each(['1.1', '0.0', 'x', ''])(
  'resync for the cursor "%s", and it goes on from now',
  async (after) => {
    const room = await acme.room([acme.grace])
    const stream = await on(acme.grace, '', { 'last-event-id': after })
    const { data } = await stream.next('resync')
    expect(data.cursor).toMatch(/^\d+\.\d+$/)
    expect((await stream.next('hello')).data.cursor).toBe(data.cursor ?? '')
    await acme.message(acme.ada, room, `behind ${after}`)
    await stream.next('message.created', said(`behind ${after}`))
    stream.close()
  },
)

test('a heartbeat is a comment that moves the cursor', async () => {
  const room = await acme.room()
  const stream = await on(acme.grace)
  await stream.next('hello')
  await acme.message(acme.ada, room, 'not for Grace')
  const { tenants } = server.services
  const cursor = await tenants.pool.read({ id: acme.tenant.id }, ({ events }) => events.cursor())
  await until(() => stream.text().includes(`: heartbeat\nid: ${cursor}\n\n`))
  expect(stream.text()).not.toContain('not for Grace')
  stream.close()
})

test('ends when the session does, when one is removed, and gives everything back', async () => {
  const { auth } = server.services
  const { token } = await server.person(acme.linus.email)
  const bySession = await on({ ...acme.linus, token })
  const byMember = await on(acme.linus)
  await Promise.all([bySession.next('hello'), byMember.next('hello')])
  const session = auth.authority.authenticate(token).credential.id
  await auth.database.write(() => auth.sessions.revoke(session, acme.linus.id))
  await bySession.ended
  await acme.ada.api('DELETE', `${acme.path}/users/${acme.linus.userId}`)
  await byMember.ended
  await until(async () => (await streams()) === 0)
})

test('whoever goes, or only asks for the headers, is not there any more', async () => {
  const stream = await on(acme.ada)
  await stream.next('hello')
  expect(await streams()).toBe(1)
  stream.close()
  await until(async () => (await streams()) === 0)
  const { token } = acme.ada
  const headers = { authorization: `Bearer ${token}` }
  const head = await fetch(`${server.url}${acme.path}/events`, { method: 'HEAD', headers })
  expect(head.status).toBe(200)
  await until(async () => (await streams()) === 0)
})

test('whoever takes nothing is ended; the others are told', async () => {
  const room = await acme.room([acme.grace])
  const id = Number(room.split('/').at(-1))
  await until(async () => (await streams()) === 0)
  const ada = await on(acme.ada)
  await ada.next('hello')
  const { hostname, port } = new URL(server.url)
  const deaf = connect(Number(port), hostname)
  deaf.write(
    `GET ${acme.path}/events HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${acme.grace.token}\r\n\r\n`,
  )
  await new Promise<void>((resolve) => deaf.once('data', () => resolve(void deaf.pause())))
  expect(await streams()).toBe(2)
  // What the system buffers comes on top of our megabyte.
  for (let count = 0; count < 100 && (await streams()) === 2; count += 1) {
    await server.services.tenants.pool.write({ id: acme.tenant.id }, ({ messages }) => {
      for (let each = 0; each < 50; each += 1) {
        messages.create({ room_id: id, user_id: acme.ada.userId, content: 'x'.repeat(4_000) })
      }
    })
    const mark = crypto.randomUUID()
    await acme.message(acme.ada, room, mark)
    await ada.next('message.created', said(mark))
  }
  expect(await streams()).toBe(1)
  deaf.destroy()
  ada.close()
  await until(async () => (await streams()) === 0)
})

test('is refused like any other route before it begins', async () => {
  const { api } = acme.ada
  expect(await server.api('GET', `${acme.path}/events`)).toMatchObject({ status: 401 })
  expect(await api('GET', '/workspaces/nowhere/events')).toMatchObject({ status: 404 })
  expect(await api('GET', `${acme.path}/events?since=1`)).toMatchObject({ status: 422 })
})
