import { afterEach, expect, test } from 'bun:test'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Chat, call, openChat, readAll, say, tokenForAll } from '../harness/chat.ts'
import { acknowledgements, contradictions, startLoad } from '../harness/load.ts'
import { cleanUp, eventually, type ServerProcess, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

/** Two workspaces with a message each; the first one is open in the server, or is not. */
async function prepare(open: boolean): Promise<{ server: ServerProcess; bad: Chat; good: Chat }> {
  let server = await startServerProcess()
  const bad = await openChat(server, 'bad')
  const good = await openChat(server, 'good')
  await say(server, bad, 'before')
  await say(server, good, 'before')
  if (!open) {
    await server.stop()
    server = await startServerProcess({ dataDir: server.dataDir })
  }
  return { server, bad, good }
}

/** A file with its log, and a copy of nothing: all that belongs to one workspace. */
function putAside({ file }: Chat): () => void {
  const aside = `${dirname(file)}-aside`
  renameSync(dirname(file), aside)
  return () => {
    rmSync(dirname(file), { recursive: true, force: true })
    renameSync(aside, dirname(file))
  }
}

/** A message that is not to be acknowledged. */
const VOID = 'into the void'

const DAMAGES: Record<string, (bad: Chat, good: Chat) => () => void> = {
  'whose directory is gone': putAside,

  'whose file is gone': ({ file }) => {
    renameSync(file, `${file}-aside`)
    return () => renameSync(`${file}-aside`, file)
  },

  'whose file is another workspace': (bad, good) => {
    const back = putAside(bad)
    mkdirSync(dirname(bad.file))
    copyFileSync(good.file, bad.file)
    return back
  },

  'whose file was replaced by garbage': (bad) => {
    const back = putAside(bad)
    mkdirSync(dirname(bad.file))
    writeFileSync(bad.file, 'garbage '.repeat(10_000))
    return back
  },

  'whose file was replaced by an empty one': (bad) => {
    const back = putAside(bad)
    mkdirSync(dirname(bad.file))
    writeFileSync(bad.file, '')
    return back
  },

  'whose file is a directory': (bad) => {
    const back = putAside(bad)
    mkdirSync(bad.file, { recursive: true })
    return back
  },
}

for (const open of [true, false]) {
  test.each(Object.keys(DAMAGES))(
    `a workspace ${open ? 'in use ' : ''}%s hurts nobody else, and heals`,
    async (name) => {
      const { server, bad, good } = await prepare(open)
      const mend = (DAMAGES[name] as (typeof DAMAGES)[string])(bad, good)

      for (let count = 0; count < 3; count += 1) {
        const written = await say(server, bad, VOID)
        expect(written).toMatchObject({
          status: 503,
          body: { code: expect.stringMatching(/^database_/) },
        })
        expect(written.headers.get('retry-after')).toMatch(/^\d+$/)
        expect((await say(server, good, `meanwhile ${count}`)).status).toBe(201)
      }
      const read = await call(server.url, bad.token, 'GET', bad.messages)
      expect(read.status).toBe(503)
      expect(JSON.stringify(read.body)).not.toContain(server.dataDir)
      expect((await call(server.url, good.token, 'GET', good.messages)).status).toBe(200)
      expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)

      mend()
      await eventually(async () =>
        (await say(server, bad, 'after')).status === 201 ? true : undefined,
      )
      const found = await readAll(server, bad)
      expect(found.filter((content) => content !== VOID)).toEqual(['before', 'after'])
      // The refusal that found out was committed to the file that was put aside.
      expect(found.filter((content) => content === VOID).length).toBeLessThanOrEqual(open ? 1 : 0)
      expect(await readAll(server, good)).toHaveLength(4)
      expect((await server.stop()).status).toBe(0)
    },
  )
}

test.each([
  ['cut off', (file: string) => truncateSync(file, 4096)],
  ['cut off to nothing', (file: string) => truncateSync(file, 0)],
  ['overwritten', (file: string) => writeFileSync(file, 'garbage '.repeat(20_000), { flag: 'r+' })],
])('a workspace whose file is %s under the server hurts nobody else', async (_, damage) => {
  const { server, bad, good } = await prepare(true)
  damage(bad.file)

  const read = await call(server.url, bad.token, 'GET', bad.messages)
  const written = await say(server, bad, VOID)

  // What the log still holds may be read; nothing may be a fault of the server.
  expect([200, 503]).toContain(read.status)
  expect([201, 503]).toContain(written.status)
  expect((await say(server, good, 'after')).status).toBe(201)
  expect(await readAll(server, good)).toEqual(['before', 'after'])
  expect((await server.stop()).status).toBe(0)
})

test('a data directory that is deleted under the server: nothing is acknowledged any more', async () => {
  const server = await startServerProcess()
  const chats = [await openChat(server, 'one'), await openChat(server, 'two')]
  const load = startLoad(server.url, chats)
  await eventually(() => acknowledgements(load) > 50 || undefined)

  const aside = `${server.dataDir}-aside`
  renameSync(server.dataDir, aside)
  await eventually(() => load.witnessed.refused.length > 50 || undefined)
  const acknowledged = acknowledgements(load)
  await eventually(() => load.witnessed.refused.length > 100 || undefined)
  expect(acknowledgements(load)).toBe(acknowledged)

  const statuses = new Set(load.witnessed.refused.map(({ status }) => status))
  expect([...statuses]).toEqual([503])
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(503)
  expect((await fetch(`${server.url}/swagger`)).status).toBe(200)
  expect((await call(server.url, 'cnv_wrong', 'GET', '/me')).status).toBe(401)

  renameSync(aside, server.dataDir)
  await eventually(() => acknowledgements(load) > acknowledged + 50 || undefined)
  const witnessed = await load.stop()
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
  // A refusal that found out was committed to the file that was put aside.
  for (const { content } of witnessed.refused) {
    for (const unknown of witnessed.unknown.values()) unknown.push(content)
  }
  for (const chat of chats) {
    expect(contradictions(witnessed, chat, await readAll(server, chat))).toEqual([])
  }
  expect((await server.stop()).status).toBe(0)
})

test('a server whose data directory is deleted for good can still be stopped', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'before')
  rmSync(server.dataDir, { recursive: true })

  expect((await say(server, chat, 'lost?')).status).toBe(503)
  const path = '/workspaces/acme/rooms'
  expect((await call(server.url, chat.token, 'GET', path)).status).toBeOneOf([200, 503])
  expect((await server.stop()).status).toBe(0)
  expect(existsSync(server.dataDir)).toBe(false)
})

test('a workspace cannot be made while the data directory is gone', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const token = await tokenForAll(server.dataDir, chat)
  const aside = `${server.dataDir}-aside`
  renameSync(server.dataDir, aside)

  const refused = await call(server.url, token, 'POST', '/workspaces', { slug: 'other' })
  expect(refused.status).toBe(503)
  expect(existsSync(server.dataDir)).toBe(false)

  renameSync(aside, server.dataDir)
  expect((await server.stop()).status).toBe(0)
  const { dataDir } = server
  const again = await startServerProcess({ dataDir })
  const made = await call(again.url, token, 'POST', '/workspaces', { slug: 'other' })
  expect(made.status).toBe(201)
})
