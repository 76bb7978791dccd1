import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { type Chat, call, openChat, readAll, say } from '../harness/chat.ts'
import { SEVERAL } from '../harness/configuration.ts'
import { failCalls, whyNoFailingCalls } from '../harness/failing-calls.ts'
import { cleanUp, eventually, type ServerProcess, startServerProcess } from '../harness/process.ts'

/* A disk under a running server that fails for a while, and is then as it was. */

const why = whyNoFailingCalls()
if (why) console.log(`skipped: ${why}`)

const READ = ['pread64']
const WRITE = ['pwrite64']
/** What a read-only file system refuses besides. */
const CHANGE = ['ftruncate', 'fallocate', 'unlink', 'unlinkat', 'rename', 'mkdir', 'mkdirat']

const UNREADABLE = { status: 503, body: { code: 'database_unreadable' } }

describe.skipIf(why !== null)('a disk that fails', () => {
  let server: ServerProcess
  let number = 0

  beforeAll(async () => {
    server = await startServerProcess({ env: { POOL_MAX: String(SEVERAL) } })
  })

  afterAll(async () => {
    const ended = await server.stop()
    await cleanUp()
    expect(ended).toMatchObject({ status: 0, stderr: '' })
  })

  /** A workspace of the test's own, with one message. */
  async function chatWith(content: string): Promise<Chat> {
    number += 1
    const chat = await openChat(server, `acme-${number}`)
    expect((await say(server, chat, content)).status).toBe(201)
    return chat
  }

  async function health(): Promise<readonly number[]> {
    const asked = ['live', 'ready'].map((kind) => fetch(`${server.url}/health/${kind}`))
    return (await Promise.all(asked)).map(({ status }) => status)
  }

  const sayOnceHealed = (chat: Chat) =>
    eventually(async () => ((await say(server, chat, 'after')).status === 201 ? true : undefined))

  const rename = ({ slug, token }: Chat, name: string) =>
    call(server.url, token, 'PATCH', `/workspaces/${slug}`, { name })

  test('under one workspace (EIO) concerns nobody else, and it heals', async () => {
    const [bad, good] = [await chatWith('before'), await chatWith('before')]
    const heal = await failCalls(server.pid, {
      calls: [...READ, ...WRITE],
      error: 'EIO',
      paths: [bad.file, `${bad.file}-wal`],
    })
    for (let count = 0; count < 2; count += 1) {
      const refused = await say(server, bad, 'refused')
      expect(refused).toMatchObject(UNREADABLE)
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
      expect(await call(server.url, bad.token, 'GET', bad.messages)).toMatchObject(UNREADABLE)
      expect((await say(server, good, `meanwhile ${count}`)).status).toBe(201)
    }
    expect(await health()).toEqual([200, 200])

    await heal()
    await sayOnceHealed(bad)
    expect(await readAll(server, bad)).toEqual(['before', 'after'])
    expect(await readAll(server, good)).toEqual(['before', 'meanwhile 0', 'meanwhile 1'])
  })

  test('in that it is read-only takes no write, says so, and heals without a restart', async () => {
    const [one, two] = [await chatWith('before'), await chatWith('before')]
    const heal = await failCalls(server.pid, { calls: [...WRITE, ...CHANGE], error: 'EROFS' })
    for (const chat of [one, two]) {
      expect((await call(server.url, chat.token, 'GET', chat.messages)).status).toBe(200)
      expect(await say(server, chat, 'refused')).toMatchObject(UNREADABLE)
    }
    expect(await rename(one, 'never')).toMatchObject(UNREADABLE)
    expect(await health()).toEqual([200, 503])
    expect(await say(server, one, 'refused')).toMatchObject(UNREADABLE)

    await heal()
    for (const chat of [one, two]) {
      await sayOnceHealed(chat)
      expect(await readAll(server, chat)).toEqual(['before', 'after'])
    }
    expect(await rename(one, 'now')).toMatchObject({ status: 200, body: { name: 'now' } })
    expect(await health()).toEqual([200, 200])
  })

  test('under the auth database (EIO) ends nothing for good', async () => {
    const chat = await chatWith('before')
    const auth = join(server.dataDir, 'auth.db')
    const heal = await failCalls(server.pid, {
      calls: [...READ, ...WRITE],
      error: 'EIO',
      paths: [auth, `${auth}-wal`],
    })
    expect((await say(server, chat, 'meanwhile')).status).toBe(201)
    expect(await rename(chat, 'never')).toMatchObject(UNREADABLE)
    // From here on nobody's rights can be looked up.
    expect(await say(server, chat, 'refused')).toMatchObject(UNREADABLE)
    expect(await health()).toEqual([200, 503])

    await heal()
    expect((await say(server, chat, 'after')).status).toBe(201)
    expect(await rename(chat, 'now')).toMatchObject({ status: 200, body: { name: 'now' } })
    expect(await health()).toEqual([200, 200])
    expect(await readAll(server, chat)).toEqual(['before', 'meanwhile', 'after'])
  })
})
