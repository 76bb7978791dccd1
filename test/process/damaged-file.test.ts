import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { PAGE_SIZE } from '../../src/database/page-size.ts'
import { type Chat, call, openChat, readAll, say } from '../harness/chat.ts'
import { cleanUp, eventually, type ServerProcess, startServerProcess } from '../harness/process.ts'

/*
 * One server for all of them: whatever happens to the files of some workspaces, it goes on, also
 * through the next damage, and ends as it should. Each test has two workspaces of its own, and
 * they wait together for the second after which a workspace is looked at again.
 */

/** A file with its log, and a copy of nothing: all that belongs to one workspace. */
function putAside({ file }: Chat): () => void {
  const aside = `${dirname(file)}-aside`
  renameSync(dirname(file), aside)
  return () => {
    rmSync(dirname(file), { recursive: true, force: true })
    renameSync(aside, dirname(file))
  }
}

/** Puts a file in its place that is made of it. */
function replaceBy(bad: Chat, damage: (bytes: Buffer) => Uint8Array): () => void {
  const back = putAside(bad)
  const bytes = readFileSync(`${dirname(bad.file)}-aside/workspace.db`)
  mkdirSync(dirname(bad.file))
  writeFileSync(bad.file, damage(bytes))
  return back
}

/** A message that is not to be acknowledged. */
const VOID = 'into the void'

/** Each does the damage, and returns what undoes it. */
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

  'whose file was replaced by zeros': (bad) => replaceBy(bad, (bytes) => bytes.fill(0)),

  'whose file was cut in half': (bad) =>
    replaceBy(bad, (bytes) => bytes.subarray(0, bytes.byteLength / 2)),

  // One bit in each: what kind of page it is (https://sqlite.org/fileformat.html#b_tree_pages).
  'whose pages have a flipped bit': (bad) =>
    replaceBy(bad, (bytes) => {
      for (let page = 0; page < bytes.byteLength; page += PAGE_SIZE) {
        const at = page === 0 ? 100 : page
        bytes.writeUInt8(bytes.readUInt8(at) ^ 0x02, at)
      }
      return bytes
    }),

  'whose file is a directory': (bad) => {
    const back = putAside(bad)
    mkdirSync(bad.file, { recursive: true })
    return back
  },
}

/** Damage that is not undone. */
const OVERWRITES: Record<string, (file: string) => void> = {
  'cut off': (file) => truncateSync(file, 4096),
  'cut off to nothing': (file) => truncateSync(file, 0),
  overwritten: (file) => writeFileSync(file, 'garbage '.repeat(20_000), { flag: 'r+' }),
}

describe.each([{ open: true }, { open: false }])('in use by the server: $open', ({ open }) => {
  let server: ServerProcess
  const pairs = new Map<string, { readonly bad: Chat; readonly good: Chat }>()

  /** Two workspaces with a message each. */
  async function preparePair(name: string): Promise<void> {
    const slug = name.replaceAll(' ', '-')
    const [bad, good] = [await openChat(server, slug), await openChat(server, `${slug}-good`)]
    for (const chat of [bad, good]) await say(server, chat, 'before')
    pairs.set(name, { bad, good })
  }

  function pair(name: string): { readonly bad: Chat; readonly good: Chat } {
    const found = pairs.get(name)
    if (!found) throw new Error(`nothing was prepared for a file ${name}`)
    return found
  }

  beforeAll(async () => {
    server = await startServerProcess()
    for (const name of Object.keys({ ...DAMAGES, ...(open && OVERWRITES) })) await preparePair(name)
    if (open) return
    await server.stop()
    server = await startServerProcess({ dataDir: server.dataDir })
  })

  afterAll(async () => {
    const { status } = await server.stop()
    await cleanUp()
    expect(status).toBe(0)
  })

  test.concurrent.each(Object.entries(DAMAGES))(
    'a workspace %s hurts nobody else, and heals',
    async (name, damage) => {
      const { bad, good } = pair(name)
      const mend = damage(bad, good)

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
    },
  )

  if (!open) return

  test.concurrent.each(Object.entries(OVERWRITES))(
    'a workspace whose file is %s under the server hurts nobody else',
    async (name, damage) => {
      const { bad, good } = pair(name)
      damage(bad.file)

      const read = await call(server.url, bad.token, 'GET', bad.messages)
      const written = await say(server, bad, VOID)

      // What the log still holds may be read; nothing may be a fault of the server.
      expect([200, 503]).toContain(read.status)
      expect([201, 503]).toContain(written.status)
      expect((await say(server, good, 'after')).status).toBe(201)
      expect(await readAll(server, good)).toEqual(['before', 'after'])
    },
  )
})
