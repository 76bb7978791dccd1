import { afterEach, expect, test } from 'bun:test'
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { call, openChat, readAll, say } from '../harness/chat.ts'
import { cleanUp, spawn, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

test('an auth database that is moved away: nothing is acknowledged in vain, and it heals', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const auth = join(server.dataDir, 'auth.db')
  const files = ['', '-wal', '-shm'].map((end) => `${auth}${end}`)
  const rename = (name: string) =>
    call(server.url, chat.token, 'PATCH', '/workspaces/acme', { name })
  for (const file of files) renameSync(file, `${file}.aside`)

  // What is known of people stays known until somebody finds out.
  expect((await say(server, chat, 'before')).status).toBe(201)
  const refused = await rename('never')
  expect(refused).toMatchObject({ status: 503, body: { code: 'database_missing' } })
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(JSON.stringify(refused.body)).not.toContain(server.dataDir)
  expect(await say(server, chat, 'refused')).toMatchObject({ status: 503 })
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(503)
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
  // Nor is another one made in its place.
  expect(existsSync(auth)).toBe(false)

  for (const file of files) if (existsSync(`${file}.aside`)) renameSync(`${file}.aside`, file)
  expect((await say(server, chat, 'after')).status).toBe(201)
  expect(await rename('now')).toMatchObject({ status: 200, body: { name: 'now' } })
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
  expect(await readAll(server, chat)).toEqual(['before', 'after'])
  expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })
})

test('a start without the auth database, beside its log, says so in one line and makes none', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  expect((await say(server, chat, 'before')).status).toBe(201)
  await server.kill()
  const { dataDir } = server
  const auth = join(dataDir, 'auth.db')
  renameSync(auth, `${auth}.aside`)

  const { ended } = spawn([process.execPath, 'src/index.ts'], { dataDir, env: { PORT: '0' } })
  const { status, stderr } = await ended
  expect(stderr).toMatch(/^conclave: [^\n]*auth\.db is gone[^\n]*\n$/)
  expect(status).toBe(1)
  expect(existsSync(auth)).toBe(false)

  renameSync(`${auth}.aside`, auth)
  const again = await startServerProcess({ dataDir })
  expect(await readAll(again, chat)).toEqual(['before'])
})
