import { afterEach, expect, test } from 'bun:test'
import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Auth } from '../../src/auth/auth.ts'
import { AuthDatabase } from '../../src/auth/auth-database.ts'
import { call, openChat, say } from '../harness/chat.ts'
import { openStream } from '../harness/event-stream.ts'
import {
  cleanUp,
  eventually,
  runScript,
  type ServerProcess,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'
import { follow, openSocket, type Received, type TestSocket } from '../harness/socket.ts'

/* Sockets and streams of a real server that stops, is killed, evicts, and is not the only process. */

afterEach(cleanUp)

const contentOf = ({ data }: Received) =>
  (data?.['message'] as { readonly content?: string } | undefined)?.content
const contentsOf = (socket: TestSocket) =>
  socket.events().flatMap((frame) => contentOf(frame) ?? [])

/** What the process holds open of a workspace. */
function openFiles({ pid }: ServerProcess, id: string): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      const path = readlinkSync(`/proc/${pid}/fd/${name}`)
      return path.includes(id) ? [path] : []
    } catch {
      // It was closed meanwhile.
      return []
    }
  })
}

test('a stop closes sockets with 1012 and ends streams at once, and whoever comes back misses nothing', async () => {
  let server = await startServerProcess()
  const acme = await openChat(server, 'acme')
  const path = '/workspaces/acme'
  const socket = await follow(server.url, path, acme.token)
  const greeting = openSocket(server.url, path, { token: acme.token })
  const stream = await openStream(`${server.url}${path}/events`, {
    authorization: `Bearer ${acme.token}`,
  })
  await stream.next('hello')
  await say(server, acme, 'one')
  const { id = '' } = await socket.next('message.created')

  const ended = await server.stop()
  expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status: 0, stderr: '' })
  // Whoever is waited for in vain is cut off with 1001.
  const restarting = { code: 1012, reason: 'restarting' }
  expect(await socket.closed).toEqual(restarting)
  expect(await greeting.closed).toEqual(restarting)
  await stream.ended

  server = await startServerProcess({ dataDir: server.dataDir })
  await say(server, acme, 'two')
  const again = await follow(server.url, path, acme.token, id)
  await say(server, acme, 'three')
  await again.next('message.created', (frame) => contentOf(frame) === 'three')
  expect(contentsOf(again)).toEqual(['two', 'three'])
  again.close()
})

test('SIGKILL loses no event and repeats none', async () => {
  let server = await startServerProcess()
  const acme = await openChat(server, 'acme')
  const path = '/workspaces/acme'
  const socket = await follow(server.url, path, acme.token)
  const acknowledged: string[] = []
  const writing = (async () => {
    for (let number = 0; ; number += 1) {
      const { status } = await say(server, acme, `message ${number}`)
      if (status === 201) acknowledged.push(`message ${number}`)
    }
  })().catch(() => undefined)
  await eventually(() => socket.events().length > 50 || undefined)
  await server.kill()
  await Promise.all([writing, socket.closed])

  server = await startServerProcess({ dataDir: server.dataDir })
  const cursor = socket.events().at(-1)?.id ?? ''
  const again = await follow(server.url, path, acme.token, cursor)
  await say(server, acme, 'last')
  await again.next('message.created', (frame) => contentOf(frame) === 'last')
  const told = [...contentsOf(socket), ...contentsOf(again)]
  expect(new Set(told).size).toBe(told.length)
  // One more may have been committed, and its answer cut off.
  expect(told.filter((content) => acknowledged.includes(content))).toEqual(acknowledged)
  again.close()
})

test('an idle socket holds no file open, and is told all the same', async () => {
  const server = await startServerProcess({ env: { POOL_MAX: '1' } })
  const [acme, other] = [await openChat(server, 'acme'), await openChat(server, 'other')]
  const socket = await follow(server.url, '/workspaces/acme', acme.token)
  for (let round = 0; round < 3; round += 1) {
    await say(server, other, 'elsewhere')
    await eventually(() => openFiles(server, acme.id).length === 0 || undefined)
    expect(openFiles(server, other.id).length).toBeGreaterThan(0)
    await say(server, acme, `round ${round}`)
    await socket.next('message.created', (frame) => contentOf(frame) === `round ${round}`)
  }
  socket.close()
})

test('what another process ends is ended here within a second', async () => {
  const server = await startServerProcess()
  const acme = await openChat(server, 'acme')
  const path = '/workspaces/acme'
  const database = new AuthDatabase({ path: join(server.dataDir, 'auth.db') })
  const auth = new Auth(database)
  const personId = auth.people.findByEmail('owner@acme.test')?.id ?? ''
  const { secret, row } = await database.write(() =>
    auth.sessions.create(personId, { userAgent: null }),
  )
  const session = await follow(server.url, path, secret)
  const token = await follow(server.url, path, acme.token)
  await database.write(() => auth.sessions.revoke(row.id, personId))
  expect(await session.closed).toMatchObject({ code: 4401 })
  await database.write(() => auth.memberships.remove(acme.id, personId))
  expect(await token.closed).toEqual({ code: 4403, reason: 'removed_from_workspace' })
  database.close()
})

test('a workspace that was put back has another log: 4409', async () => {
  const backups = temporaryDirectory()
  const server = await startServerProcess({ env: { BACKUP_DIR: backups } })
  const acme = await openChat(server, 'acme')
  const path = '/workspaces/acme'
  const surroundings = { dataDir: server.dataDir, env: { BACKUP_DIR: backups } }
  await say(server, acme, 'kept')
  expect(await runScript('backup', [], surroundings)).toMatchObject({ status: 0 })
  const socket = await follow(server.url, path, acme.token)
  await say(server, acme, 'lost')
  const { id = '' } = await socket.next('message.created')
  const args = ['acme', '--at', new Date().toISOString(), '--yes']
  expect(await runScript('tenant-restore', args, surroundings)).toMatchObject({ status: 0 })

  expect(await socket.closed).toEqual({ code: 4409, reason: 'resync' })
  expect(socket.received.at(-1)).toMatchObject({ type: 'resync' })
  const late = openSocket(server.url, path, { token: acme.token, after: id })
  expect(await late.closed).toEqual({ code: 4409, reason: 'resync' })
  const { status } = await call(server.url, acme.token, 'GET', acme.messages)
  expect(status).toBe(200)
  const fresh = await follow(server.url, path, acme.token)
  await say(server, acme, 'new')
  await fresh.next('message.created', (frame) => contentOf(frame) === 'new')
  fresh.close()
})
