import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'
import { until } from '../harness/until.ts'

let server: TestServer
let acme: Team

beforeEach(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
})
afterEach(() => server.stop())

/** What lies where exports wait to be sent; nothing, when all is well. */
function waiting(): string[] {
  const { exports } = server.services.tenants.directory
  return existsSync(exports) ? readdirSync(exports) : []
}

function get(path: string, token: string): Promise<Response> {
  return fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } })
}

test('an owner gets the workspace as an SQLite file', async () => {
  const room = await acme.room([acme.grace])
  await acme.message(acme.grace, room, 'Hello, export!')

  const response = await get(`${acme.path}/export`, acme.ada.token)

  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/vnd.sqlite3')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="acme.db"')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('etag')).toBeNull()
  expect(waiting()).toEqual([])
  const database = Database.deserialize(Buffer.from(await response.arrayBuffer()))
  expect(database.query('SELECT content FROM messages WHERE notice IS NULL').all()).toEqual([
    { content: 'Hello, export!' },
  ])
  database.close(true)
  const log = await acme.ada.api('GET', `${acme.path}/audit-log`)
  expect(JSON.stringify(log.body)).toContain('workspace.exported')
})

test('or as JSON Lines', async () => {
  const room = await acme.room()
  await acme.message(acme.ada, room, 'Hello, lines!')

  const { status, headers, body } = await acme.ada.api<string>(
    'GET',
    `${acme.path}/export?format=jsonl`,
  )

  expect([status, headers.get('content-type')]).toEqual([200, 'application/jsonl'])
  const lines = body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines[0]).toMatchObject({ type: 'header', workspace: { slug: 'acme' } })
  expect(lines.find(({ type }) => type === 'message').data.content).toBe('Hello, lines!')
})

test('nobody else gets it, and no narrower token', async () => {
  const admin = await server.person('admin@acme.test')
  await server.addMember(acme.tenant, admin, 'admin')
  const narrow = await server.person('ada@acme.test', { scopes: ['read', 'write'] })
  const stranger = await server.person('stranger@other.test')
  const path = `${acme.path}/export`

  expect((await acme.grace.api('GET', path)).status).toBe(403)
  expect((await admin.api('GET', path)).status).toBe(403)
  expect((await narrow.api('GET', path)).status).toBe(403)
  expect((await stranger.api('GET', path)).status).toBe(404)
  expect((await acme.ada.api('GET', `${path}?format=csv`)).status).toBe(422)
  await server.services.tenants.lifeCycle.archive(acme.tenant.id)
  expect((await acme.ada.api('GET', path)).status).toBe(423)
  expect(waiting()).toEqual([])
})

test('whoever goes away in the middle leaves nothing behind, and room for the next', async () => {
  writeFileSync(join(server.services.tenants.directory.tenant(acme.tenant.id), 'files', 'x'), LARGE)
  for (let round = 0; round < 6; round += 1) {
    // The server notices a moment later that somebody has gone.
    await until(async () => {
      const { line, end } = await beginToRead(`${acme.path}/export`, acme.ada.token)
      end()
      if (!line.includes(' 200 ')) expect(line).toStartWith('HTTP/1.1 429 ')
      return line.includes(' 200 ')
    })
    expect(waiting()).toEqual([])
  }
}, 20_000)

test('whoever goes away while a piece is read gives their place back once', async () => {
  const teams = await Promise.all(['one', 'two', 'three', 'four'].map((slug) => team(server, slug)))
  const { directory } = server.services.tenants
  for (const { tenant } of [...teams, acme]) {
    writeFileSync(join(directory.tenant(tenant.id), 'files', 'x'), LARGE)
  }
  for (let round = 0; round < 3; round += 1) {
    const leaving = new AbortController()
    await until(async () => {
      const headers = { authorization: `Bearer ${acme.ada.token}` }
      const { signal } = leaving
      const response = await fetch(`${server.url}${acme.path}/export`, { headers, signal })
      await response.body?.getReader().read()
      return response.status === 200
    })
    leaving.abort()
  }
  await Bun.sleep(50)

  const readers = await Promise.all(
    teams.map(({ path, ada }) => beginToRead(`${path}/export`, ada.token)),
  )
  const one = await acme.ada.api('GET', `${acme.path}/export`)

  expect(readers.map(({ line }) => line)).toEqual(Array(4).fill('HTTP/1.1 200 OK'))
  expect(one.status).toBe(503)
  for (const { end } of readers) end()
})

interface Unread {
  /** The first line of the answer. */
  readonly line: string
  /** The reader goes away. */
  end(): void
}

/** Takes the beginning of an answer and nothing of the rest; `fetch` would go on in the background. */
async function beginToRead(path: string, token: string): Promise<Unread> {
  const { promise: begun, resolve } = Promise.withResolvers<string>()
  const { hostname, port } = new URL(server.url)
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data(one, bytes) {
        one.pause()
        resolve(bytes.toString('latin1').split('\r\n')[0] ?? '')
      },
    },
  })
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  return { line: await begun, end: () => socket.terminate() }
}

/** More than what the kernel holds for a reader who takes nothing. */
const LARGE = Buffer.alloc(16_000_000, 1)

test('it comes down at 128 KB in a millisecond at the most', async () => {
  writeFileSync(join(server.services.tenants.directory.tenant(acme.tenant.id), 'files', 'x'), LARGE)
  const response = await get(`${acme.path}/export`, acme.ada.token)
  const start = performance.now()
  const { size } = await response.blob()
  // Some of it may be there before the head is, and timers be early by as much as their clock is coarse.
  expect(performance.now() - start).toBeGreaterThan(0.8 * (size / 131_072))
  expect(size).toBeGreaterThan(LARGE.length)
})

test('more than a few at once are asked to come again', async () => {
  const teams = await Promise.all(['one', 'two', 'three', 'four'].map((slug) => team(server, slug)))
  const { directory } = server.services.tenants
  for (const { tenant } of teams) {
    writeFileSync(join(directory.tenant(tenant.id), 'files', 'x'), LARGE)
  }
  const readers = await Promise.all(
    teams.map(({ path, ada }) => beginToRead(`${path}/export`, ada.token)),
  )
  expect(readers.map(({ line }) => line)).toEqual(Array(4).fill('HTTP/1.1 200 OK'))

  const refused = await acme.ada.api('GET', `${acme.path}/export`)

  expect(refused.status).toBe(503)
  expect(refused.body).toMatchObject({ code: 'too_many_exports' })
  expect(refused.headers.get('retry-after')).toBe('30')
  for (const reader of readers) reader.end()
})

test('one person makes one at a time, and is hindered by nobody who does', async () => {
  const { tenant, path, ada, grace } = await team(server, 'slow-reader')
  await server.addMember(tenant, grace, 'owner')
  const { directory } = server.services.tenants
  writeFileSync(join(directory.tenant(tenant.id), 'files', 'x'), LARGE)
  const reader = await beginToRead(`${path}/export`, ada.token)

  const refused = await ada.api('GET', `${path}/export`)
  expect(refused).toMatchObject({ status: 429, body: { code: 'quota_exceeded' } })
  expect(refused.headers.get('retry-after')).toBe('30')
  expect((await get(`${path}/export?format=jsonl`, grace.token)).status).toBe(200)

  reader.end()
  await until(async () => (await get(`${path}/export?format=jsonl`, ada.token)).status === 200)
})

test('what a killed server has left is removed at the next start', async () => {
  const { tenants } = server.services
  mkdirSync(tenants.directory.exports)
  writeFileSync(join(tenants.directory.exports, 'left'), 'x')
  await tenants.sweep()
  expect(existsSync(tenants.directory.exports)).toBe(false)
  rmSync(tenants.directory.exports, { recursive: true, force: true })
})

test('HEAD answers the same headers, leaves nothing and takes no room', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { status, headers } = await acme.ada.api('HEAD', `${acme.path}/export`)
    expect([status, headers.get('content-type')]).toEqual([200, 'application/vnd.sqlite3'])
    expect(waiting()).toEqual([])
  }
})
