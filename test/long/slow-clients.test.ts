import { afterEach, expect, test } from 'bun:test'
import { openChat } from '../harness/chat.ts'
import { cleanUp, startServerProcess } from '../harness/process.ts'
import { openConnection, postHead, type RawConnection } from '../harness/raw-connection.ts'

afterEach(cleanUp)

/*
 * Bun ends a connection whose head is not there after some 10 seconds, and one whose body comes at
 * less than 16 KB a second after the idle time of 75, however regularly it comes.
 */
test('whoever sends a head or a body a byte at a time is cut off, and a slow upload is not', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const [head, body, upload] = await Promise.all([
    openConnection(server.url),
    openConnection(server.url),
    openConnection(server.url),
  ])
  const ended = new Map<RawConnection, number>()
  for (const one of [head, body, upload]) void one.ended.then(() => ended.set(one, elapsed()))
  const began = Date.now()
  const elapsed = () => (Date.now() - began) / 1_000

  head.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\nX: ')
  body.write(postHead(chat.messages, chat.token, 60_000))
  // 32 KB a second: twice what is asked for.
  const [seconds, rate] = [100, 32 * 1_024]
  const files = '/workspaces/acme/files'
  upload.write(postHead(files, chat.token, seconds * rate).replace('json', 'octet-stream'))
  for (let second = 0; second < seconds; second += 1) {
    if (!ended.has(head)) head.write('x')
    if (!ended.has(body)) body.write(' ')
    for (let part = 0; part < 8; part += 1) {
      upload.write('x'.repeat(rate / 8))
      await Bun.sleep(125)
    }
  }
  while (!upload.received().includes('\r\n\r\n')) await Bun.sleep(10)

  expect(ended.get(head)).toBeLessThan(30)
  expect(ended.get(body)).toBeLessThan(100)
  expect(upload.received()).toStartWith('HTTP/1.1 201')
  upload.destroy()
  expect((await server.stop()).status).toBe(0)
})
