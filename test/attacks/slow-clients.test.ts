import { afterEach, expect, test } from 'bun:test'
import { openChat } from '../harness/chat.ts'
import { cleanUp, startServerProcess } from '../harness/process.ts'
import { openConnection, postHead } from '../harness/raw-connection.ts'
import { requireServed } from './target.ts'

afterEach(cleanUp)

/* When they are cut off is in test/long/slow-clients.test.ts. */
test('five hundred who never finish their heads or bodies keep nobody waiting', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const slow = await Promise.all(Array.from({ length: 500 }, () => openConnection(server.url)))
  for (const [index, connection] of slow.entries()) {
    if (index % 2 === 0) connection.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: ')
    else connection.write(`${postHead(chat.messages, chat.token, 60_000)}{"content":"`)
  }

  const room = chat.messages.replace(/\/messages$/, '')
  for (let count = 0; count < 20; count += 1) {
    await requireServed({ url: server.url, token: chat.token, path: '/workspaces/acme', room })
    for (const connection of slow) connection.write('x')
  }
  expect(slow.filter((connection) => connection.received() !== '')).toEqual([])

  for (const connection of slow) connection.destroy()
  expect((await server.stop()).status).toBe(0)
})
