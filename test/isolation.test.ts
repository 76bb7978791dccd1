import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'bun:test'
import { createApp } from '../src/app.ts'
import { authContents, workspaceContents } from './harness/contents.ts'
import { type Person, startServer, type TestServer } from './harness/server.ts'
import { type Team, team } from './harness/team.ts'
import { keyOf, PASSWORD, type RouteEntry, routeEntries } from './isolation-routes.ts'

/*
 * Guarantee 1: no request and no token reaches another tenant, nor a room that
 * its caller is not in. Every route of the app is walked. Who may do what inside
 * is in rights.test.ts.
 */

interface Scene {
  readonly server: TestServer
  /** Ada's, with a room of hers that Grace is in and Linus is not. */
  readonly acme: Team
  /** Of other people, with a room and a message of the same ids. */
  readonly rival: Team
  /** Ada, who is a member of both, with a token for the rival only. */
  readonly bound: Person
  /** What stands for each parameter of a path; Ada and Grace have them, and rival's Ada has not. */
  readonly values: Readonly<Record<string, string>>
}

async function setScene(): Promise<Scene> {
  const server = await startServer()
  const acme = await team(server, 'acme')
  const rival = await team(server, 'rival')
  const [room = ''] = await Promise.all([acme.room([acme.grace]), rival.room([rival.grace])])
  const message = await acme.message(acme.ada, room, 'for acme only')
  await rival.message(rival.ada, room.replace('acme', 'rival'), 'for rival only')
  const upload = await acme.upload(acme.ada, 'for acme only')
  const bound = await server.person(acme.ada.email, { workspace: rival.tenant })
  await server.addMember(rival.tenant, bound)
  const { row } = await server.token(acme.ada.id)
  const invited = await acme.ada.api<{ id: string; token: string }>(
    'POST',
    '/workspaces/acme/invitations',
    { role: 'member' },
  )
  const { auth } = server.services
  const hash = await auth.hashing.hash(PASSWORD)
  await auth.database.write(() => auth.passwords.put(acme.ada.id, hash))
  const values = {
    workspace: 'acme',
    room: room.split('/').at(-1) ?? '',
    message: message.split('/').at(-1) ?? '',
    user: acme.grace.userId,
    file: upload.split('/').at(-1) ?? '',
    token: row.id,
    invitation: invited.body.id,
    secret: invited.body.token,
    emoji: encodeURIComponent('👍'),
    session: await sessionOf(server, acme.ada.email),
  }
  return { server, acme, rival, bound, values }
}

/** The id of a new session. */
async function sessionOf(server: TestServer, email: string): Promise<string> {
  const { token } = await server.person(email)
  return server.services.auth.authority.authenticate(token).credential.id
}

/** For all tests but those that succeed in changing it. */
let scene: Scene
let server: TestServer
let acme: Team
let rival: Team
beforeAll(async () => {
  scene = await setScene()
  ;({ server, acme, rival } = scene)
})
afterAll(() => server.stop())

type Route = RouteEntry & { readonly method: string; readonly path: string }

const routes: readonly Route[] = Object.entries(routeEntries).map(([key, entry]) => {
  const [method = '', path = ''] = key.split(' ')
  return { ...entry, method, path }
})
const named = (reaches: readonly string[]) =>
  routes
    .filter(({ reach }) => reaches.includes(reach))
    .map((route) => [`${route.method} ${route.path}`, route] as const)

interface Sent {
  readonly status: number
  /** The body as it came, but for what names the request itself. */
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

async function send(
  { method, path, query }: Pick<Route, 'method' | 'path' | 'query'>,
  { authorization, body, replace = {}, on: { server, values } = scene }: Sending = {},
): Promise<Sent> {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => replace[name] ?? values[name] ?? '')
  const target = query === undefined ? filled : `${filled}?${query}`
  const response = await fetch(server.url + target, {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body).replace(':user', values['user'] ?? '') }),
  })
  const { 'x-request-id': id = '', ...headers } = Object.fromEntries(response.headers)
  // A secret in a path is not repeated.
  const instance = filled.split('?')[0]?.replace(values['secret'] ?? '', ':secret')
  // The dates of two answers may differ, and the lengths where the paths do.
  const { date, 'content-length': length, ...fixed } = headers
  const text = (await response.text())
    .replace(`"instance":"${instance}"`, '"instance":""')
    .replace(`"request_id":"${id}"`, '"request_id":""')
  return { status: response.status, text, headers: fixed }
}

interface Sending {
  readonly authorization?: string
  readonly body?: unknown
  readonly replace?: Readonly<Record<string, string>>
  readonly on?: Scene
}

const bearer = ({ token }: { readonly token: string }) => `Bearer ${token}`

/** All that anybody could have written to. */
async function everything() {
  return Promise.all([
    authContents(server),
    workspaceContents(server, acme.tenant),
    workspaceContents(server, rival.tenant),
  ])
}

test('the list has every route of the app, and no other', () => {
  const known = createApp(server.services).routes.map(keyOf)
  expect(Object.keys(routeEntries).sort()).toEqual([...new Set(known)].sort())
})

test('public routes are few, and each says why', () => {
  const open = routes.filter(({ reach }) => reach === 'public')
  expect(open.filter(({ why }) => why === undefined)).toEqual([])
  const named = open.filter(({ path }) => /:|workspaces|^\/me(\/|$)/.test(path))
  expect(named.map(({ path }) => path)).toEqual(['/invitations/:secret'])
})

describe('without valid credentials', () => {
  const refused: Record<string, () => Promise<string | undefined>> = {
    'no token': async () => undefined,
    'an empty header': async () => '',
    'no token behind Bearer': async () => 'Bearer',
    'another scheme': async () => `Basic ${btoa(`ada:${acme.ada.token}`)}`,
    'a token without its scheme': async () => acme.ada.token,
    'something else than a token': async () => 'Bearer ../../etc/passwd',
    'a token that nobody has': async () => `Bearer cnv_${'A'.repeat(43)}`,
    'a cut token': async () => `Bearer ${acme.ada.token.slice(0, -1)}`,
    'a token in another case': async () => `Bearer ${acme.ada.token.toUpperCase()}`,
    'two tokens': async () => `Bearer ${acme.ada.token}, Bearer ${acme.ada.token}`,
    'an expired token': async () => {
      const expiresAt = new Date(Date.now() - 1_000)
      return bearer(await server.person(acme.ada.email, { expiresAt }))
    },
    'a revoked token': async () => {
      const { secret, row } = await server.token(acme.ada.id)
      const { auth } = server.services
      expect(
        (await fetch(`${server.url}/me`, { headers: { authorization: `Bearer ${secret}` } }))
          .status,
      ).toBe(200)
      await auth.database.write(() => auth.tokens.revoke(row.id, acme.ada.id))
      return `Bearer ${secret}`
    },
    'a session that nobody has': async () => `Bearer cns_${'A'.repeat(43)}`,
    'a revoked session': async () => {
      const { token, api } = await server.person(acme.ada.email)
      const { auth } = server.services
      const { status, body } = await api<{ credential: { id: string } }>('GET', '/me')
      expect(status).toBe(200)
      await auth.database.write(() => auth.sessions.revoke(body.credential.id, acme.ada.id))
      return `Bearer ${token}`
    },
    'an expired session': async () => {
      const { token } = await server.person(acme.ada.email)
      const { authority, database } = server.services.auth
      const { id } = authority.authenticate(token).credential
      const expire = database.sql.prepare('UPDATE sessions SET expires = ? WHERE id = ?')
      await database.write(() => expire.run(new Date(Date.now() - 1_000).toISOString(), id))
      return `Bearer ${token}`
    },
  }

  describe.each(Object.keys(refused))('%s', (name) => {
    let authorization: string | undefined
    let before: unknown
    beforeAll(async () => {
      authorization = await refused[name]?.()
      before = await everything()
    })
    afterAll(async () => expect(await everything()).toEqual(before as never))

    test.each(named(['caller', 'workspace', 'room']))('%s is 401', async (_, route) => {
      const who = authorization === undefined ? {} : { authorization }
      const right = await send(route, { ...who, body: route.body })
      expect(right.status).toBe(401)
      expect(JSON.parse(right.text)).toMatchObject({ status: 401 })
      expect(right.headers['www-authenticate']).toStartWith('Bearer ')
      // Before any other answer: neither the shape nor the names are told to strangers.
      const wrong = { method: route.method, path: `${route.path}?nonsense=1` }
      const replace = { workspace: 'unknown', room: '-1', message: 'x', user: '', token: '-' }
      const body = route.body && { nonsense: true }
      expect(await send(wrong, { ...who, body })).toEqual(right)
      if (!route.path.includes(':')) return
      const elsewhere = await send(route, { ...who, body, replace: { ...replace, user: 'x' } })
      expect(elsewhere).toEqual(right)
      if (route.method !== 'GET') return
      expect((await send({ ...route, method: 'HEAD' }, who)).status).toBe(401)
    })
  })
})

describe('to members of another workspace', () => {
  const strangers = {
    'its owner': () => bearer(rival.ada),
    'its member': () => bearer(rival.linus),
    'a member of both with a token for the other': () => bearer(scene.bound),
  }

  describe.each(Object.entries(strangers))('%s', (_, authorization) => {
    test.each(named(['workspace', 'room']))(
      '%s is what an unknown workspace is',
      async (_, route) => {
        const before = await everything()
        const as = { authorization: authorization() }
        const unknown = await send(route, {
          ...as,
          body: route.body,
          replace: { workspace: 'no-such-workspace' },
        })
        expect(unknown.status).toBe(404)
        expect(JSON.parse(unknown.text)).toMatchObject({ code: 'workspace_not_found' })
        for (const workspace of ['acme', acme.tenant.id, 'ACME', acme.tenant.id.toUpperCase()]) {
          expect(await send(route, { ...as, body: route.body, replace: { workspace } })).toEqual(
            unknown,
          )
          // Nor is anything told by what is found wrong with the rest.
          const body = route.body && { nonsense: true }
          const replace = { workspace, room: '-1', message: 'x', file: '-', user: '-', emoji: 'x' }
          expect(await send(route, { ...as, body, replace })).toEqual(unknown)
          const wrong = { method: route.method, path: `${route.path}?nonsense=1` }
          expect(await send(wrong, { ...as, body, replace: { workspace } })).toEqual(unknown)
        }
        expect(await everything()).toEqual(before)
      },
    )
  })

  test('ids that both workspaces have lead to their own', async () => {
    for (const [{ ada }, slug, content] of [
      [acme, 'acme', 'for acme only'],
      [rival, 'rival', 'for rival only'],
    ] as const) {
      const path = '/workspaces/:workspace/rooms/:room/messages/:message'
      const sending = { authorization: bearer(ada), replace: { workspace: slug } }
      const { text } = await send({ method: 'GET', path }, sending)
      expect(JSON.parse(text)).toMatchObject({ content })
    }
  })

  test("somebody else's session is unknown", async () => {
    const before = await everything()
    const route = { method: 'DELETE', path: '/me/sessions/:session' }
    const authorization = bearer(rival.ada)
    const theirs = await send(route, { authorization })
    const nobodys = await send(route, { authorization, replace: { session: 'nobodys' } })
    expect(theirs.status).toBe(404)
    expect(theirs).toEqual(nobodys)
    expect(await everything()).toEqual(before)
  })

  test("somebody else's token is unknown", async () => {
    const before = await everything()
    for (const method of ['GET', 'DELETE']) {
      const route = { method, path: '/me/tokens/:token' }
      const theirs = await send(route, { authorization: bearer(rival.ada) })
      const nobodys = await send(route, {
        authorization: bearer(rival.ada),
        replace: { token: crypto.randomUUID() },
      })
      expect(theirs.status).toBe(404)
      expect(theirs).toEqual(nobodys)
    }
    expect(await everything()).toEqual(before)
  })

  test('a former member is a stranger from the next request on', async () => {
    const former = await server.person('former@acme.test')
    await server.addMember(acme.tenant, former, 'owner')
    const path = '/workspaces/:workspace'
    const authorization = bearer(former)
    expect((await send({ method: 'GET', path }, { authorization })).status).toBe(200)
    const { auth } = server.services
    await auth.database.write(() => auth.memberships.remove(acme.tenant.id, former.id))
    expect((await send({ method: 'GET', path }, { authorization })).status).toBe(404)
  })
})

describe('to a member of the workspace who is not in the room', () => {
  test.each(named(['room']))('%s is what an unknown room is', async (_, route) => {
    const before = await everything()
    const as = { authorization: bearer(acme.linus), body: route.body }
    const unknown = await send(route, { ...as, replace: { room: '999999' } })
    expect(unknown.status).toBe(404)
    expect(JSON.parse(unknown.text)).toMatchObject({ code: 'room_not_found' })
    expect(await send(route, as)).toEqual(unknown)
    // Oneself is not in the room either, and one's own rights in the workspace open no room.
    expect(await send(route, { ...as, replace: { user: acme.linus.userId } })).toEqual(unknown)
    expect(await everything()).toEqual(before)
  })

  test('not even to an owner of the workspace', async () => {
    const owner = await server.person('second-owner@acme.test')
    await server.addMember(acme.tenant, owner, 'owner')
    await owner.api('GET', '/workspaces/acme/rooms')
    const before = await everything()
    for (const [, route] of named(['room'])) {
      const { status } = await send(route, { authorization: bearer(owner), body: route.body })
      expect(status).toBe(404)
    }
    expect(await everything()).toEqual(before)
  })
})

test('public routes answer whoever asks, with or without credentials', async () => {
  const own = await setScene()
  onTestFinished(() => own.server.stop())
  for (const [where, route] of named(['public'])) {
    for (const authorization of [undefined, bearer(own.acme.ada)]) {
      const who = authorization === undefined ? {} : { authorization }
      const { status } = await send(route, { ...who, body: route.body, on: own })
      expect([where, status < 300]).toEqual([where, true])
    }
  }
})
