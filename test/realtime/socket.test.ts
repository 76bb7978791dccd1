import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Outlet } from '../../src/realtime/outlet.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { follow, openSocket } from '../harness/socket.ts'
import { type Team, team } from '../harness/team.ts'

/* How a WebSocket begins, and the codes with which it ends. */

let server: TestServer
let acme: Team
beforeAll(async () => {
  server = await startServer({ liveTimings: { greeting: 200 } })
  acme = await team(server, 'acme')
})
afterAll(() => server.stop())

const open = (options: Parameters<typeof openSocket>[2], path = acme.path) =>
  openSocket(server.url, path, options)
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const cookie = (token: string) => ({ cookie: `${server.services.site.sessionCookie}=${token}` })
const ownOrigin = () => ({ origin: server.url })

/** The answer to an upgrade that is refused. */
async function refusal(path: string, headers: Record<string, string>) {
  const response = await fetch(`${server.url}${path}/socket`, {
    headers: {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  })
  return { status: response.status, body: (await response.json()) as { readonly code: string } }
}

describe('who calls is proven', () => {
  test('by a bearer token, of the API or of a session', async () => {
    const { token } = await server.person(acme.ada.email, { kind: 'token' })
    for (const secret of [token, acme.ada.token]) {
      const socket = open({ headers: bearer(secret), after: null })
      expect(await socket.next('hello')).toMatchObject({ user_id: acme.ada.userId })
      socket.close()
    }
  })

  test('by the cookie, from a page of ours', async () => {
    const headers = { ...cookie(acme.grace.token), ...ownOrigin() }
    const socket = open({ headers, after: null })
    expect(await socket.next('hello')).toMatchObject({ user_id: acme.grace.userId })
    socket.close()
  })

  test('by the first frame, whatever the cookie says', async () => {
    const socket = open({
      headers: { ...cookie(acme.grace.token), ...ownOrigin() },
      token: acme.ada.token,
      after: null,
    })
    expect(await socket.next('hello')).toMatchObject({ user_id: acme.ada.userId })
    socket.close()
  })

  test('and by nothing in the URL', async () => {
    const { status } = await refusal(acme.path, { ...bearer('cnv_forged') })
    expect(status).toBe(401)
    const socket = open({ after: null }, `${acme.path}/socket?token=${acme.ada.token}&x=`)
    expect(await socket.closed).toMatchObject({ code: expect.any(Number) })
    expect(socket.received).toEqual([])
  })
})

describe('a page of another origin is refused before the upgrade', () => {
  test.each([
    { origin: 'https://evil.test' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    {},
  ] as Record<string, string>[])('with the cookie and %p', async (headers) => {
    const answer = await refusal(acme.path, { ...cookie(acme.ada.token), ...headers })
    expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site_request' } })
  })

  test('without the cookie, too', async () => {
    const answer = await refusal(acme.path, { origin: 'https://evil.test' })
    expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site_request' } })
  })
})

describe('a program with a token is answered as by any other route', () => {
  test('unknown and foreign workspaces alike, and no upgrade at all', async () => {
    const stranger = await server.person('stranger@nowhere.test')
    expect(await refusal('/workspaces/nowhere', bearer(acme.ada.token))).toMatchObject({
      status: 404,
      body: { code: 'workspace_not_found' },
    })
    expect(await refusal(acme.path, bearer(stranger.token))).toMatchObject({
      status: 404,
      body: { code: 'workspace_not_found' },
    })
    expect(await acme.ada.api('GET', `${acme.path}/socket`)).toMatchObject({
      status: 426,
      body: { code: 'upgrade_required' },
    })
    expect(await server.api('GET', `${acme.path}/socket`)).toMatchObject({ status: 401 })
  })
})

describe('a page learns by the code of the close', () => {
  test('4401: nobody, a session that has ended, a token that is none', async () => {
    expect(await open({ after: null }).closed).toEqual({ code: 4401, reason: 'not_signed_in' })
    const { token, id } = await server.person('ended@acme.test')
    const { auth } = server.services
    const session = auth.authority.authenticate(token).credential.id
    await auth.database.write(() => auth.sessions.revoke(session, id))
    const headers = { ...cookie(token), ...ownOrigin() }
    expect(await open({ headers, after: null }).closed).toMatchObject({ code: 4401 })
    for (const secret of ['cnv_forged', '', 'x'.repeat(400)]) {
      expect(await open({ token: secret }).closed).toMatchObject({ code: 4401 })
    }
  })

  test('4401: whoever does not say in time who they are', async () => {
    expect(await open({}).closed).toEqual({ code: 4401, reason: 'not_signed_in' })
  })

  test('4404: unknown and foreign workspaces alike', async () => {
    const stranger = await server.person('stranger@nowhere.test')
    const gone = { code: 4404, reason: 'workspace_not_found' }
    const unknown = open({ token: stranger.token, after: null }, '/workspaces/nowhere')
    expect(await unknown.closed).toEqual(gone)
    expect(await open({ token: stranger.token, after: null }).closed).toEqual(gone)
    const bound = await server.person(acme.ada.email, {
      workspace: await server.workspace('bound', { owner: acme.ada }),
    })
    expect(await open({ token: bound.token, after: null }).closed).toEqual(gone)
  })

  test('1008: a token without the scope', async () => {
    const { token } = await server.person(acme.ada.email, { scopes: ['write'] })
    expect(await open({ token, after: null }).closed).toEqual({ code: 1008, reason: 'forbidden' })
  })

  test('4423: suspended', async () => {
    const { ada, tenant, path } = await team(server, 'unpaid')
    const socket = await follow(server.url, path, ada.token)
    await server.services.tenants.lifeCycle.suspend(tenant.id, 'unpaid')
    const locked = { code: 4423, reason: 'workspace_suspended' }
    expect(await socket.closed).toEqual(locked)
    expect(await open({ token: ada.token, after: null }, path).closed).toEqual(locked)
  })

  test('a workspace is found by the slug that it had before', async () => {
    const { ada, tenant } = await team(server, 'before')
    await server.services.tenants.lifeCycle.rename(tenant.id, 'afterwards')
    const socket = open({ token: ada.token, after: null }, '/workspaces/before')
    expect(await socket.next('hello')).toMatchObject({ user_id: ada.userId })
    socket.close()
  })
})

describe('frames', () => {
  test.each([
    ['no JSON', '{"type":'],
    ['no object', '123'],
    ['a list', '[]'],
    ['null', 'null'],
    ['without a type', '{}'],
    ['of a type that is none', '{"type":"constructor"}'],
    ['bytes', new TextEncoder().encode('{"type":"heartbeat"}')],
    ['a cursor that is none', '{"type":"resume","after":7}'],
    ['a resume without its cursor', '{"type":"resume"}'],
    ['no token', '{"type":"authenticate","token":7}'],
    ['a room that is none', '{"type":"typing","room_id":"1"}'],
    ['before the resume', '{"type":"typing","room_id":1}'],
  ])('%s: 4400', async (_, frame) => {
    const socket = open({ headers: bearer(acme.ada.token), token: acme.ada.token })
    socket.send(frame)
    expect(await socket.closed).toMatchObject({ code: 4400 })
  })

  test('nothing is resumed twice, and nobody becomes somebody else: 4400', async () => {
    for (const frame of [
      { type: 'resume', after: null },
      { type: 'authenticate', token: acme.grace.token },
    ]) {
      const socket = await follow(server.url, acme.path, acme.ada.token)
      socket.send(frame)
      expect(await socket.closed).toEqual({ code: 4400, reason: 'unknown_frame' })
    }
  })

  test('whoever says who they are, and then nothing: 4400', async () => {
    const socket = open({ token: acme.ada.token })
    expect(await socket.closed).toEqual({ code: 4400, reason: 'resume_expected' })
  })

  test('over 16 KB: 1009', async () => {
    const socket = await follow(server.url, acme.path, acme.ada.token)
    socket.send({ type: 'heartbeat', padding: 'x'.repeat(16 * 1_024) })
    expect(await socket.closed).toMatchObject({ code: 1009 })
  })

  test('too many: 4429', async () => {
    const socket = await follow(server.url, acme.path, acme.ada.token)
    for (let count = 0; count < 200; count += 1) socket.send({ type: 'heartbeat' })
    expect(await socket.closed).toEqual({ code: 4429, reason: 'too_many_frames' })
  })
})

test('2,000 may be about to say who they are; whoever follows already does not count', async () => {
  const own = await startServer()
  const { ada, path } = await team(own, 'acme')
  const following = await follow(own.url, path, ada.token)
  const outlets = Array.from({ length: 2_000 }, () => silentOutlet())
  for (const outlet of outlets) own.live.opened(outlet)
  const refused = { status: 503, body: { code: 'too_many_connections' } }
  expect(await ada.api('GET', `${path}/events`)).toMatchObject(refused)
  own.live.gone(outlets[0] ?? silentOutlet())
  expect(await ada.api('GET', `${path}/events`)).toMatchObject({ status: 200 })
  following.close()
  for (const outlet of outlets) own.live.gone(outlet)
  await own.stop()
})

test('one person has at most 20 connections to a workspace, and gets one back with each that ends', async () => {
  const { linus, path } = acme
  const all = await Promise.all(
    Array.from({ length: 20 }, () => follow(server.url, path, linus.token)),
  )
  const refused = { code: 4429, reason: 'quota_exceeded' }
  expect(await open({ token: linus.token, after: null }).closed).toEqual(refused)
  expect(await linus.api('GET', `${path}/events`)).toMatchObject({ status: 429 })
  const ada = await follow(server.url, path, acme.ada.token)
  all[0]?.close()
  await all[0]?.closed
  const again = await follow(server.url, path, linus.token)
  for (const socket of [...all, again, ada]) socket.close()
})

function silentOutlet(): Outlet {
  return {
    kind: 'socket',
    buffered: 0,
    send: () => undefined,
    beat: () => undefined,
    drained: async () => undefined,
    resync: () => false,
    end: () => undefined,
  }
}
