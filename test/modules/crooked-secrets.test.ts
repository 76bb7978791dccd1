import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { authContents } from '../harness/contents.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

/*
 * Whatever is put where a secret belongs and is none, or is one that belongs
 * elsewhere, is answered like one that nobody has, and changes nothing. What was
 * used, revoked or has expired is tested where each secret is.
 */

let server: TestServer
let acme: Team
/** Good ones, each in its own place. */
let good: { session: string; token: string; invitation: string }
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  const { body } = await acme.ada.api<{ token: string }>('POST', `${acme.path}/invitations`, {
    role: 'member',
  })
  const { secret } = await server.token(acme.ada.id)
  good = { session: acme.ada.token, token: secret, invitation: body.token }
})
afterAll(() => server.stop())

const unknown = {
  session: `cns_${'A'.repeat(43)}`,
  token: `cnv_${'A'.repeat(43)}`,
  invitation: `cni_${'A'.repeat(43)}`,
}

/** What can be made of a good secret. */
function crooked(secret: string): string[] {
  const random = secret.slice(4)
  return [
    secret.slice(0, -1),
    secret.slice(0, 4),
    `${secret}A`,
    `${secret}=`,
    secret.toUpperCase(),
    `${secret}${secret}`,
    random,
    `%20${secret}`,
    `${secret}%00`,
    `${secret.slice(0, 20)}%2e%2e%2f${secret.slice(20)}`,
    'null',
    'undefined',
    "' OR 1=1 --".replaceAll(' ', '+'),
    'a'.repeat(7_000),
    `cns_${'a'.repeat(7_000)}`,
  ]
}

/** Secrets of another kind, which are good in another place. */
const others = (own: keyof typeof good) =>
  Object.entries(good).flatMap(([kind, secret]) => (kind === own ? [] : [secret]))

interface Place {
  readonly kind: keyof typeof good
  readonly status: number
  readonly ask: (secret: string) => Promise<Response>
}

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers, redirect: 'manual' })
const post = (path: string, headers: Record<string, string> = {}, body?: URLSearchParams) =>
  fetch(server.url + path, { method: 'POST', headers, redirect: 'manual', ...(body && { body }) })
const own = { 'sec-fetch-site': 'same-origin' }
const cookie = () => ({ ...own, cookie: `conclave_session=${acme.grace.token}` })

const places: Record<string, Place> = {
  'the bearer, as a token': {
    kind: 'token',
    status: 401,
    ask: (secret) => get('/me', { authorization: `Bearer ${secret}` }),
  },
  'the cookie': {
    kind: 'session',
    status: 401,
    ask: (secret) => get('/me', { cookie: `conclave_session=${secret}` }),
  },
  'the cookie of a page': {
    kind: 'session',
    status: 303,
    ask: (secret) => get('/', { cookie: `conclave_session=${secret}` }),
  },
  'an invitation that is read': {
    kind: 'invitation',
    status: 404,
    ask: (secret) => get(`/invitations/${secret}`),
  },
  'an invitation that is accepted': {
    kind: 'invitation',
    status: 404,
    ask: (secret) =>
      post(`/invitations/${secret}/accept`, { authorization: `Bearer ${acme.grace.token}` }),
  },
  'the button of an invitation': {
    kind: 'invitation',
    status: 404,
    ask: (secret) => post(`/invitations/${secret}/join`, cookie()),
  },
  'the link that sets a password': {
    kind: 'token',
    status: 410,
    ask: (token) => get(`/set-password?token=${token}`),
  },
  'the form that sets a password': {
    kind: 'token',
    status: 410,
    ask: (token) =>
      post(
        '/set-password',
        own,
        new URLSearchParams({ token, password: 'correct horse battery staple' }),
      ),
  },
}

/** The answer without what names the request. */
async function shown(answer: Response, secret: string) {
  const text = (await answer.text()).replaceAll(secret, '')
  const body = text.startsWith('{') ? JSON.parse(text) : { text }
  const { instance, request_id, ...said } = body
  return { status: answer.status, location: answer.headers.get('location'), said }
}

describe.each(Object.entries(places))('%s', (_, { kind, status, ask }) => {
  test('is like one that nobody has', async () => {
    const before = await authContents(server)
    const nobodys = await shown(await ask(unknown[kind]), unknown[kind])
    expect(nobodys.status).toBe(status)
    // A bearer may be a session too.
    const elsewhere = others(kind).filter(
      (secret) => kind !== 'token' || status !== 401 || secret === good.invitation,
    )
    for (const secret of [...crooked(good[kind]), ...elsewhere]) {
      expect([secret.slice(0, 60), await shown(await ask(secret), secret)]).toEqual([
        secret.slice(0, 60),
        nobodys,
      ])
    }
    expect(await authContents(server)).toEqual(before)
  })
})

test.each(['authorization', 'cookie'])(
  'a header %s of a megabyte does not reach a route',
  async (name) => {
    const secret = `cns_${'a'.repeat(1_000_000)}`
    const value = name === 'cookie' ? `conclave_session=${secret}` : `Bearer ${secret}`
    const { status } = await get('/me', { [name]: value })
    expect([400, 401, 413, 431]).toContain(status)
    expect((await get('/me', { authorization: `Bearer ${good.session}` })).status).toBe(200)
  },
)
