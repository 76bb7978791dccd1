import { afterEach, expect, test } from 'bun:test'
import { call, openChat, readAll, say } from '../harness/chat.ts'
import { contradictions, startLoad } from '../harness/load.ts'
import { lockElsewhere } from '../harness/lock-elsewhere.ts'
import { cleanUp, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

test('a workspace that is locked for a minute is read on, refuses writes, and hinders nobody', async () => {
  const server = await startServerProcess()
  const [locked, free] = [await openChat(server, 'locked'), await openChat(server, 'free')]
  await say(server, locked, 'before')
  const lock = await lockElsewhere(locked.file)
  const load = startLoad(server.url, [free], { clientsPerChat: 1 })
  const end = performance.now() + 60_000
  let refusals = 0
  for (; performance.now() < end; refusals += 1) {
    const refused = await say(server, locked, `refused ${refusals}`)
    expect(refused).toMatchObject({ status: 503, body: { code: 'database_busy' } })
    expect(await readAll(server, locked)).toEqual(['before'])
  }
  await lock.release()

  expect(refusals).toBeGreaterThan(5)
  expect((await say(server, locked, 'after')).status).toBe(201)
  expect(await readAll(server, locked)).toEqual(['before', 'after'])
  const witnessed = await load.stop()
  expect(witnessed.refused).toEqual([])
  expect(contradictions(witnessed, free, await readAll(server, free))).toEqual([])
  expect((await call(server.url, locked.token, 'GET', '/me')).status).toBe(200)
  expect(await server.stop()).toMatchObject({ status: 0, stderr: '' })
})
