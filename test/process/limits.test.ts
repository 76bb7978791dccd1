import { afterEach, expect, test } from 'bun:test'
import { call, openChat, readAll, say } from '../harness/chat.ts'
import { leaveDescriptors, whyNoLimits } from '../harness/out-of-descriptors.ts'
import { cleanUp, eventually, startServerProcess } from '../harness/process.ts'

const why = whyNoLimits()
if (why) console.log(`skipped: ${why}`)

afterEach(cleanUp)

test.skipIf(why !== null)(
  'without descriptors what is open is served, the rest is told to come again, and it heals',
  async () => {
    const before = await startServerProcess()
    const { dataDir } = before
    const [open, shut] = [await openChat(before, 'open'), await openChat(before, 'shut')]
    await before.stop()
    const server = await startServerProcess({ dataDir })
    const { url } = server
    expect((await say(server, open, 'before')).status).toBe(201)

    const giveBack = leaveDescriptors(server.pid, 0)
    const unreachable = { status: 503, body: { code: 'database_unreadable' } }
    const refused = await say(server, shut, 'refused')
    expect(refused).toMatchObject(unreachable)
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    // Bun ends a process that cannot start a thread.
    const exported = await call(url, open.token, 'GET', '/workspaces/open/export')
    expect(exported).toMatchObject(unreachable)
    const headers = { authorization: `Bearer ${open.token}` }
    const upload = await fetch(`${url}/workspaces/open/files`, {
      method: 'POST',
      headers,
      body: 'x',
    })
    expect({ status: upload.status, body: await upload.json() }).toMatchObject(unreachable)
    expect((await say(server, open, 'meanwhile')).status).toBe(201)
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
