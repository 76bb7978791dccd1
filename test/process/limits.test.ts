import { afterEach, expect, test } from 'bun:test'
import { call, openChat, readAll, say } from '../harness/chat.ts'
import { SEVERAL } from '../harness/configuration.ts'
import { takeDescriptors, takeMemory, whyNoLimits } from '../harness/limits.ts'
import { cleanUp, eventually, startServerProcess } from '../harness/process.ts'

const why = whyNoLimits()
if (why) console.log(`skipped: ${why}`)

afterEach(cleanUp)

const unreachable = { status: 503, body: { code: 'database_unreadable' } }

test.skipIf(why !== null)(
  'without descriptors what is open is served, the rest is told to come again, and it heals',
  async () => {
    const before = await startServerProcess()
    const { dataDir } = before
    const [open, shut] = [await openChat(before, 'open'), await openChat(before, 'shut')]
    await before.stop()
    const server = await startServerProcess({ dataDir, env: { POOL_MAX: String(SEVERAL) } })
    const { url } = server
    expect((await say(server, open, 'before')).status).toBe(201)

    const giveBack = takeDescriptors(server.pid)
    const refused = await say(server, shut, 'refused')
    expect(refused).toMatchObject(unreachable)
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    const headers = { authorization: `Bearer ${open.token}` }
    const upload = await fetch(`${url}/workspaces/open/files`, {
      method: 'POST',
      headers,
      body: 'x',
    })
    expect({ status: upload.status, body: await upload.json() }).toMatchObject(unreachable)
    expect((await say(server, open, 'meanwhile')).status).toBe(201)
    // Bun ends a process that starts a thread and gets no descriptor for its event loop.
    for (const left of [1, 2, 3, 4]) {
      const giveSomeBack = takeDescriptors(server.pid, left)
      const exported = await call(url, open.token, 'GET', '/workspaces/open/export')
      expect(exported).toMatchObject(unreachable)
      giveSomeBack()
    }
    // Nobody takes these connections yet.
    const waiting = Array.from({ length: 5 }, () => fetch(`${url}/health/live`))

    giveBack()
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(200)
    await eventually(async () =>
      (await say(server, shut, 'after')).status === 201 ? true : undefined,
    )
    expect(await readAll(server, shut)).toEqual(['after'])
    expect(await readAll(server, open)).toEqual(['before', 'meanwhile'])
    const again = await fetch(`${url}/workspaces/open/export`, { headers })
    expect(again.status).toBe(200)
    await again.arrayBuffer()
    expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })
  },
)

test.skipIf(why !== null)(
  'without memory for a thread what needs one is told to come again, and chat goes on',
  async () => {
    const server = await startServerProcess()
    const chat = await openChat(server, 'acme')
    expect((await say(server, chat, 'before')).status).toBe(201)

    const giveBack = takeMemory(server.pid)
    for (let count = 0; count < 3; count += 1) {
      const refused = await call(server.url, chat.token, 'GET', '/workspaces/acme/export')
      expect(refused).toMatchObject(unreachable)
      expect((await say(server, chat, `meanwhile ${count}`)).status).toBe(201)
    }
    giveBack()

    const exported = await fetch(`${server.url}/workspaces/acme/export`, {
      headers: { authorization: `Bearer ${chat.token}` },
    })
    expect(exported.status).toBe(200)
    await exported.arrayBuffer()
    expect(await readAll(server, chat)).toHaveLength(4)
    expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })
  },
)
