import { Database } from 'bun:sqlite'
import { afterEach, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { contentsOf, openChat, say } from '../harness/chat.ts'
import { leftBehind } from '../harness/left-behind.ts'
import { acknowledgements, contradictions, startLoad } from '../harness/load.ts'
import {
  cleanUp,
  type Ended,
  eventually,
  type ServerProcess,
  startServerProcess,
} from '../harness/process.ts'
import { openConnection, postHead } from '../harness/raw-connection.ts'
import { follow } from '../harness/socket.ts'

afterEach(cleanUp)

function expectCleanEnd({ status, signal, stderr }: Ended, { dataDir }: ServerProcess): void {
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' })
  expect(leftBehind(dataDir)).toEqual([])
  expect(existsSync(join(dataDir, 'control.sock'))).toBe(false)
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with status 0', async (signal) => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'Hello')

  server.signal(signal)

  expectCleanEnd(await server.ended, server)
  expect(contentsOf(chat.file)).toEqual(['Hello'])
  const again = await startServerProcess({ dataDir: server.dataDir })
  expectCleanEnd(await again.stop(), again)
})

test('connections that idle, or never said anything, do not hold it', async () => {
  const server = await startServerProcess()
  const silent = await openConnection(server.url)
  const idle = await openConnection(server.url)
  idle.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await eventually(() => idle.received().includes('"ok"') || undefined)

  expectCleanEnd(await server.stop(), server)
  await idle.ended
  silent.destroy()
})

test('a request whose body is still coming is answered, signals that repeat change nothing', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const body = JSON.stringify({ content: 'slowly' })
  const connection = await openConnection(server.url)
  connection.write(postHead(chat.messages, chat.token, body.length) + body.slice(0, 5))
  await Bun.sleep(50)

  server.signal('SIGINT')
  await eventually(() => server.stdout().includes('"stopping"') || undefined)
  server.signal('SIGINT')
  server.signal('SIGTERM')
  await refusesConnections(server)
  connection.write(body.slice(5))

  expect(await connection.ended).toMatch(/^HTTP\/1\.1 201 [\s\S]*"content":"slowly"[\s\S]*\}$/)
  expectCleanEnd(await server.ended, server)
  expect(contentsOf(chat.file)).toEqual(['slowly'])
})

test('a write that waits for a lock is done before the end', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const other = new Database(chat.file)
  other.run('BEGIN IMMEDIATE')
  const answer = say(server, chat, 'in flight')
  await Bun.sleep(50)

  server.signal('SIGTERM')
  await refusesConnections(server)
  other.run('COMMIT')
  other.close(true)

  expect((await answer).status).toBe(201)
  expectCleanEnd(await server.ended, server)
  expect(contentsOf(chat.file)).toEqual(['in flight'])
})

test('a request that never ends is cut off, and everything is closed all the same', async () => {
  const server = await startServerProcess({ env: { DRAIN_SECONDS: '1' } })
  const chat = await openChat(server, 'acme')
  const connection = await openConnection(server.url)
  connection.write(`${postHead(chat.messages, chat.token, 20)}{"cont`)
  await Bun.sleep(50)

  expectCleanEnd(await server.stop(), server)
  expect(await connection.ended).not.toContain('201')
  expect(server.stdout()).toMatch(/"requests":1,.*"requests were cut off"/)
})

test('it serves while it gives notice, who follows too, and says that it is not ready', async () => {
  const server = await startServerProcess({ env: { DRAIN_NOTICE_SECONDS: '1' } })
  const chat = await openChat(server, 'acme')
  const socket = await follow(server.url, '/workspaces/acme', chat.token)

  server.signal('SIGTERM')
  await eventually(() => server.stdout().includes('"stopping"') || undefined)

  const ready = await fetch(`${server.url}/health/ready`)
  expect({ status: ready.status, ...((await ready.json()) as object) }).toMatchObject({
    status: 503,
    code: 'stopping',
  })
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
  expect((await say(server, chat, 'Hello')).status).toBe(201)
  await socket.next('message.created')
  expect((await socket.closed).code).toBe(1012)
  expectCleanEnd(await server.ended, server)
  expect(contentsOf(chat.file)).toEqual(['Hello'])
})

test.each([
  { how: 'as it comes', env: {} },
  { how: 'DURABILITY=full', env: { DURABILITY: 'full' } },
  { how: 'POOL_MAX=1', env: { POOL_MAX: '1' } },
])('under load with $how no answer is cut, nothing acknowledged is lost', async ({ env }) => {
  const server = await startServerProcess({ env })
  const chats = [await openChat(server, 'one'), await openChat(server, 'two')]
  const load = startLoad(server.url, chats)
  await eventually(() => acknowledgements(load) > 300 || undefined)

  expectCleanEnd(await server.stop(), server)
  const witnessed = await load.stop()

  expect(witnessed.cut).toEqual([])
  expect(witnessed.refused.filter(({ status }) => status !== 503)).toEqual([])
  for (const chat of chats) {
    expect(contradictions(witnessed, chat, contentsOf(chat.file))).toEqual([])
  }
})

/** Resolves once the server takes no new connections. */
function refusesConnections({ url }: ServerProcess): Promise<true> {
  return eventually(() =>
    fetch(`${url}/health/ready`).then(
      () => undefined,
      () => true as const,
    ),
  )
}
