import { afterEach, expect, test } from 'bun:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { call, openChat, say } from '../harness/chat.ts'
import { cleanUp, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

test('a cursor outlives a server that is killed, and no machine that stopped under one', async () => {
  let server = await startServerProcess()
  const { dataDir } = server
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'hello')
  const cursor = async () => {
    const { body } = await call(server.url, chat.token, 'GET', '/workspaces/acme/snapshot')
    return (body as { cursor: string }).cursor
  }
  const first = await cursor()
  await server.kill()
  server = await startServerProcess({ dataDir })
  expect(await cursor()).toBe(first)
  expect((await server.stop()).status).toBe(0)

  server = await startServerProcess({ dataDir })
  expect(await cursor()).toBe(first)
  await server.kill()
  const note = join(dataDir, 'server.run')
  const { generation } = JSON.parse(readFileSync(note, 'utf8')) as { generation: number }
  writeFileSync(note, JSON.stringify({ generation, boot: 'an earlier one' }))
  server = await startServerProcess({ dataDir })
  const [epoch, seq] = (await cursor()).split('.')
  expect([epoch === first.split('.')[0], seq]).toEqual([false, first.split('.')[1]])
})
