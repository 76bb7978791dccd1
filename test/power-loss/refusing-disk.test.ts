// A disk that refuses syncs (EIO), under the real server: whose they are is out of service, and
// nobody else.
import { afterEach, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Chat, call, openChat, readAll, say } from '../harness/chat.ts'
import {
  cleanUp,
  eventually,
  type ServerProcess,
  spawn,
  startServerProcess,
} from '../harness/process.ts'
import { whyNoRecording } from './record.ts'

const why = whyNoRecording()
if (why) console.log(`skipped: ${why}`)

afterEach(cleanUp)

const ENV = { DURABILITY: 'full', PORT: '0' }

/** A command whose calls for this file fail: each, or those that `which` says (`:when=1`). */
function refusing(file: string, call: 'fsync' | 'fdatasync', which = ''): string[] {
  const trace = ['strace', '-D', '-f', '-q', '-o', '/dev/null', '-P', file]
  return [...trace, `--trace=${call}`, `--inject=${call}:error=EIO${which}`, process.execPath]
}

/** Starts the server so that each such call for this file fails: SQLite itself syncs by `fsync` only. */
async function startRefusing(
  dataDir: string,
  file: string,
  call: 'fsync' | 'fdatasync' = 'fdatasync',
) {
  const command = [...refusing(file, call), 'src/index.ts']
  const { child, ended, stdout } = spawn(command, { dataDir, env: ENV })
  const url = await eventually(() => {
    const line = stdout()
      .split('\n')
      .find((one) => one.includes('"msg":"listening"'))
    return line === undefined ? undefined : (JSON.parse(line) as { url: string }).url
  })
  const errors = () =>
    stdout()
      .split('\n')
      .filter((line) => line.includes('"level":"error"'))
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  return { url, dataDir, errors, stop }
}

async function prepare(): Promise<{ before: ServerProcess; good: Chat; bad: Chat }> {
  const before = await startServerProcess({ env: ENV })
  const good = await openChat(before, 'good')
  const bad = await openChat(before, 'bad')
  for (const chat of [good, bad]) expect((await say(before, chat, 'before')).status).toBe(201)
  await before.stop()
  return { before, good, bad }
}

const LOST = { status: 503, body: { code: 'durability_lost' } }

describe.skipIf(why !== null)('a disk that refuses a sync', () => {
  test('takes one workspace out of service, and no other', async () => {
    const { before, good, bad } = await prepare()
    const server = await startRefusing(before.dataDir, `${bad.file}-wal`)
    const refused = await Promise.all([say(server, bad, 'a'), say(server, bad, 'b')])
    for (const answer of refused) expect(answer).toMatchObject(LOST)
    // However long one waits, and for readers too: they would see what may be gone.
    await Bun.sleep(1_100)
    expect(await say(server, bad, 'c')).toMatchObject(LOST)
    expect(await call(server.url, bad.token, 'GET', bad.messages)).toMatchObject(LOST)

    expect((await say(server, good, 'after')).status).toBe(201)
    expect(await readAll(server, good)).toEqual(['before', 'after'])
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
    expect(server.errors()).toHaveLength(1)
    expect(server.errors()[0]).toContain(bad.id)
    expect((await server.stop()).status).toBe(0)

    const again = await startServerProcess({ dataDir: before.dataDir, env: ENV })
    expect((await say(again, bad, 'mended')).status).toBe(201)
    const contents = await readAll(again, bad)
    expect(contents.filter((content) => !['a', 'b'].includes(content))).toEqual([
      'before',
      'mended',
    ])
    await again.stop()
  })

  test('to a worker that moves a log into its file takes that workspace out of service', async () => {
    const { before, good, bad } = await prepare()
    const server = await startRefusing(before.dataDir, bad.file, 'fsync')
    const said: string[] = ['before']
    let answer = await say(server, bad, '1')
    while (answer.status === 201 && said.length < 590) {
      said.push(`${said.length}`)
      answer = await say(server, bad, `${said.length}`)
    }
    expect(answer).toMatchObject(LOST)
    expect(said.length).toBeGreaterThan(200)
    expect(await say(server, bad, 'never')).toMatchObject(LOST)
    expect(server.errors()).toHaveLength(1)
    expect((await say(server, good, 'after')).status).toBe(201)
    expect((await server.stop()).status).toBe(0)

    const again = await startServerProcess({ dataDir: before.dataDir, env: ENV })
    expect((await readAll(again, bad)).slice(0, said.length)).toEqual(said)
    await again.stop()
  })

  test('once: a log whose file it refused stays, however gladly it takes the next sync', async () => {
    // Linux reports pages that it has lost once, and takes them for written from then on.
    const server = await startServerProcess({ env: ENV })
    const { file } = await openChat(server, 'acme')
    await server.kill()
    const log = readFileSync(`${file}-wal`)
    const program = join(import.meta.dir, 'programs/move-log.ts')
    const moving = spawn([...refusing(file, 'fsync', ':when=1'), program, file])
    expect((await moving.ended).stdout).toBe('DurabilityLost\n')
    expect(readFileSync(`${file}-wal`).equals(log)).toBe(true)

    expect(await spawn([process.execPath, program, file]).ended).toMatchObject({ stdout: '' })
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  test('for the auth database: what needs no write of it is served, nothing else', async () => {
    const { before, good } = await prepare()
    const server = await startRefusing(before.dataDir, join(before.dataDir, 'auth.db-wal'))
    for (let count = 0; count < 2; count += 1) {
      const rename = call(server.url, good.token, 'PATCH', '/workspaces/good', { name: 'never' })
      expect(await rename).toMatchObject(LOST)
    }
    const ready = await fetch(`${server.url}/health/ready`)
    expect(ready.status).toBe(503)
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
    expect((await say(server, good, 'after')).status).toBe(201)
    expect(await readAll(server, good)).toEqual(['before', 'after'])
    expect(server.errors().filter((line) => line.includes('auth database'))).toHaveLength(1)
    expect((await server.stop()).status).toBe(0)
  })
})
