import { afterEach, expect, test } from 'bun:test'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { call, say } from '../harness/chat.ts'
import { cleanUp, eventually, spawn, temporaryDirectory } from '../harness/process.ts'

afterEach(cleanUp)

/** A disk of a few megabytes takes a mount, and that takes root. */
const canMount =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  Bun.spawnSync(['unshare', '--mount', 'true']).exitCode === 0

/** A program of the repository whose data directory is a small disk of its own. */
function onSmallDisk(kilobytes: number, ...command: string[]) {
  const dataDir = join(temporaryDirectory(), 'data')
  mkdirSync(dataDir)
  const script = `mount -t tmpfs -o size=${kilobytes}k tmpfs "$DATA_DIR" && exec "$@"`
  const line = ['unshare', '--mount', 'sh', '-c', script, 'sh', process.execPath, ...command]
  const started = spawn(line, { dataDir, env: { PORT: '0' } })
  // The mount is seen from inside only; /proc leads there.
  return { ...started, dataDir, inside: `/proc/${started.child.pid}/root${dataDir}` }
}

test.skipIf(!canMount)('a disk that fills up: 507, reading goes on, and it heals', async () => {
  const { child, ended, stdout, inside } = onSmallDisk(6_000, 'src/index.ts')
  const text = await eventually(() => (stdout().includes('Try it') ? stdout() : undefined))
  const url = /Conclave +(\S+)/.exec(text)?.[1] ?? ''
  const token = /Token +(\S+)/.exec(text)?.[1] ?? ''
  const messages = '/workspaces/demo/rooms/1/messages'
  const chat = { token, messages, id: '', slug: 'demo', file: '', room: 1 }
  expect((await say({ url }, chat, 'before')).status).toBe(201)

  fill(join(inside, 'ballast'))
  const acknowledged: string[] = []
  const refused = await eventually(async () => {
    const content = crypto.randomUUID().repeat(50)
    const answer = await say({ url }, chat, content)
    if (answer.status !== 201) return answer
    acknowledged.push(content)
    return undefined
  })

  expect(refused.status).toBe(507)
  expect((await call(url, token, 'GET', `${messages}?limit=1`)).status).toBe(200)
  expect((await fetch(`${url}/health/live`)).status).toBe(200)
  const created = await call(url, token, 'POST', '/workspaces', { slug: 'other' })
  expect([403, 507]).toContain(created.status)

  rmSync(join(inside, 'ballast'))
  await eventually(async () =>
    (await say({ url }, chat, 'after')).status === 201 ? true : undefined,
  )
  const { body } = await call(url, token, 'GET', `${messages}?limit=100`)
  const contents = (body as { messages: { content: string }[] }).messages.map((one) => one.content)
  expect(contents).toContain('before')
  expect(acknowledged.slice(-90).filter((content) => !contents.includes(content))).toEqual([])
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ status: 0, stderr: '' })
})

test.skipIf(!canMount)('a start on a full disk says so in one line', async () => {
  const { ended } = onSmallDisk(64, 'src/index.ts')

  const { status, stderr } = await ended

  expect(stderr).toMatch(/^conclave: [^\n]*(full|no space|room)[^\n]*\n$/i)
  expect(status).toBe(1)
})

test.skipIf(!canMount)('a start on a read-only file system says so in one line', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  mkdirSync(dataDir)
  const script = 'mount -t tmpfs -o ro tmpfs "$DATA_DIR" && exec "$@"'
  const line = ['unshare', '--mount', 'sh', '-c', script, 'sh', process.execPath, 'src/index.ts']
  const { status, stderr } = await spawn(line, { dataDir, env: { PORT: '0' } }).ended

  expect(stderr).toMatch(/^conclave: [^\n]*read-only[^\n]*\n$/i)
  expect(status).toBe(1)
})

test.skipIf(!canMount)('a command on a full disk says so in one line', async () => {
  const { ended } = onSmallDisk(64, 'scripts/tenant-create.ts', 'acme')

  const { status, stderr } = await ended

  expect(stderr).toMatch(/^tenant:create: [^\n]*(full|no space|room)[^\n]*\n$/i)
  expect(status).toBe(1)
})

/** Leaves no room at all. */
function fill(path: string): void {
  for (const size of [1 << 20, 1 << 16, 1 << 12]) {
    try {
      for (;;) writeFileSync(path, new Uint8Array(size), { flag: 'a' })
    } catch {
      // No piece of this size fits any more.
    }
  }
}
