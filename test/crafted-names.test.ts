import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { authContents } from './harness/contents.ts'
import { raw } from './harness/raw.ts'
import { startServer, type TestServer } from './harness/server.ts'
import { type Team, team } from './harness/team.ts'
import { routeEntries } from './isolation-routes.ts'

/*
 * Names that try to be more than a name, in every place of every path and in
 * each body that takes one. They are sent as they stand: a client would tidy
 * them up first.
 */

let server: TestServer
let acme: Team
let values: Record<string, string>
beforeAll(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  const room = await acme.room([acme.grace])
  const message = await acme.message(acme.ada, room)
  values = {
    workspace: 'acme',
    room: room.split('/').at(-1) ?? '',
    message: message.split('/').at(-1) ?? '',
    user: acme.grace.userId,
    file: 'unknown',
    token: 'unknown',
    invitation: 'unknown',
    secret: 'unknown',
    session: 'unknown',
    emoji: encodeURIComponent('👍'),
  }
})
afterAll(() => server.stop())

const names = [
  '..',
  '.',
  '...',
  '.x',
  '%2e%2e',
  '%2E.',
  '%2e',
  '%252e%252e',
  '%2F',
  '..%2F..%2Fauth.db',
  '%2Fetc%2Fpasswd',
  '..%5C..%5Cauth.db',
  '..\\..',
  'acme%2Frooms',
  '%00',
  'acme%00',
  'acme%00.db',
  'acme%0D%0AX-Evil:%201',
  'acme%20',
  '%20acme',
  'acme.',
  'acme;x',
  'acme%3Fx',
  'acme%23x',
  'auth.db',
  'server.lock',
  'ａｃｍｅ',
  'acme%E2%80%8B',
  'a'.repeat(256),
  'a'.repeat(5_000),
  '%F0%9F%8E%89',
  '🎉',
  '%',
  '%zz',
  '%C3%28',
  '%ED%A0%80',
  '__proto__',
  'constructor',
  ':workspace',
  '*',
  '~',
  '$(id)',
  "'%20OR%201=1--",
]

/** Every file below the data directory but those that SQLite keeps while one is open. */
function tree(): string[] {
  return readdirSync(server.dataDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/-(wal|shm|journal)$/.test(name))
    .sort()
}

/** What a name would be beside or below the data directory, as it is and decoded. */
function places(name: string): string[] {
  let decoded = name
  try {
    decoded = decodeURIComponent(name)
  } catch {
    // It is no encoding of anything.
  }
  return [name, decoded]
    .filter((text) => !text.includes('\0') && Buffer.byteLength(text) < 256)
    .flatMap((text) => [resolve(server.dataDir, text), resolve(server.dataDir, '..', text)])
}

async function state(name: string) {
  const found = places(name).map((path) => [path, existsSync(path)])
  return [tree(), found, await acme.contents(), await authContents(server)]
}

const positions = Object.entries(routeEntries).flatMap(([key, { reach, body }]) => {
  if (reach === 'page') return []
  const [method = '', path = ''] = key.split(' ')
  // An emoji is what it says, and the name of nothing.
  const parameters = (path.match(/:\w+/g) ?? []).filter((parameter) => parameter !== ':emoji')
  return parameters.map((parameter) => ({ method, path, parameter, body }))
})

describe.each(names)('%j', (name) => {
  test('is nobody and nothing, wherever it stands in a path', async () => {
    const before = await state(name)
    const headers = { authorization: `Bearer ${acme.ada.token}` }
    await Promise.all(
      positions.map(async ({ method, path, parameter, body }) => {
        const target = path.replace(/:(\w+)/g, (part, own: string) =>
          part === parameter ? name : (values[own] ?? ''),
        )
        const text = body === undefined ? '' : JSON.stringify(body)
        const answer = await raw(server.url, { method, target, headers, body: text })
        const where = `${method} ${target.slice(0, 200)}`
        expect([where, answer.status]).toEqual([where, 404])
        expect(answer.text).toInclude('application/problem+json')
        expect(answer.text.toLowerCase()).not.toInclude('\r\nx-evil')
      }),
    )
    expect(await state(name)).toEqual(before)
  })
})

describe('in a body', () => {
  const slugs = [
    ...[
      '..',
      '.',
      '.x',
      '%2e%2e',
      '../acme',
      '/',
      '\\',
      'a/b',
      'a\\b',
      'a.b',
      '\0',
      'acme\0',
      'a\0b',
    ],
    ...['A', 'ACME', 'Acme', 'a'.repeat(64), 'a'.repeat(256), '🎉', 'é', 'аcme', 'ａcme', ' acme '],
    ...['', ' ', '-', '-a', 'a-', 'a b', 'a\nb', 'auth.db', 'server.lock'],
    ...['__proto__', '\ud800', 'a\u202eb', 'me', 'admin'],
  ]

  test.each(slugs)('%j is no slug, and makes no file', async (slug) => {
    const before = await state(slug)
    const { status, body } = await acme.ada.api('POST', '/workspaces', { slug })
    expect([422, 409]).toContain(status)
    if (status === 422) expect(body).toMatchObject({ errors: [{ pointer: '/slug' }] })
    expect(await state(slug)).toEqual(before)
  })

  test.each(['..', '%2e%2e', '\0', '🎉', 'a'.repeat(256), 'no-such-workspace', '__proto__'])(
    '%j is no workspace for a token',
    async (workspace) => {
      const before = await state(workspace)
      const { status } = await acme.ada.api('POST', '/me/tokens', {
        label: 'x',
        scopes: ['read'],
        workspace,
      })
      expect([404, 422]).toContain(status)
      expect(await state(workspace)).toEqual(before)
    },
  )
})

test('a slug is the same in any case, and an id is not', async () => {
  const { ada, tenant } = acme
  expect((await ada.api('GET', '/workspaces/ACME')).body).toMatchObject({ id: tenant.id })
  expect((await ada.api('GET', `/workspaces/${tenant.id}`)).body).toMatchObject({ slug: 'acme' })
  expect((await ada.api('POST', '/workspaces', { slug: 'acme' })).status).toBe(409)
})

test('a path has no way around its segments', async () => {
  const before = [tree(), await acme.contents()]
  const headers = { authorization: `Bearer ${acme.ada.token}` }
  for (const target of [
    '/workspaces//rooms',
    '//workspaces/acme/rooms',
    '/workspaces/acme/users/../../../../tenants',
    '/swagger/../tenants/auth.db',
    '/swagger/%2e%2e/%2e%2e/package.json',
    '/swagger/..%2f..%2fpackage.json',
    '/../../../../etc/passwd',
  ]) {
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const { status } = await raw(server.url, { method, target, headers })
      expect([target, method, [400, 404, 405].includes(status), status]).toEqual([
        target,
        method,
        true,
        status,
      ])
    }
  }
  expect([tree(), await acme.contents()]).toEqual(before as never)
})

test('dot segments lead nobody into a workspace of others', async () => {
  const rival = await team(server, 'rival')
  const before = await acme.contents()
  const headers = { authorization: `Bearer ${rival.ada.token}` }
  for (const target of [
    '/workspaces/rival/../acme/rooms',
    '/workspaces/rival/%2e%2e/acme/rooms',
    '/workspaces/rival/rooms/../../acme/users',
    '/workspaces/rival/..%2Facme/rooms',
    '/me/../workspaces/acme',
  ]) {
    for (const method of ['GET', 'POST', 'DELETE', 'PATCH']) {
      const body = method === 'POST' ? '{"name":"x","type":"group"}' : ''
      const { status } = await raw(server.url, { method, target, headers, body })
      expect([target, [400, 404, 405].includes(status), status]).toEqual([target, true, status])
    }
  }
  expect(await acme.contents()).toEqual(before)
})
