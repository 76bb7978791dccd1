import { afterEach, expect, test } from 'bun:test'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { call, createWorkspace } from '../harness/chat.ts'
import {
  cleanUp,
  eventually,
  runScript,
  type ServerProcess,
  spawn,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'

afterEach(cleanUp)

const PRODUCTION = {
  NODE_ENV: 'production',
  AUTH_SECRET: 'a long secret that only this test knows',
  AUTH_URL: 'https://chat.example.com',
  HOST: '127.0.0.1',
}

/** The value that the start-up text shows after a word. */
function shown({ stdout }: ServerProcess, word: string): string {
  return new RegExp(`^ {2}${word} +(\\S+)$`, 'm').exec(stdout())?.[1] ?? ''
}

function curlLine({ stdout }: ServerProcess): string {
  return /^ {4}(curl .*)$/m.exec(stdout())?.[1] ?? ''
}

test('a first start in development shows a workspace that is worth looking at', async () => {
  const server = await startServerProcess()

  // The name that mailed links have: a browser keeps its session for one name only.
  const address = server.url.replace('127.0.0.1', 'localhost')
  expect(shown(server, 'Conclave')).toBe(address)
  expect(shown(server, 'Swagger UI')).toBe(`${address}/swagger`)
  expect(shown(server, 'Workspace')).toBe('demo')
  expect(shown(server, 'Token')).toMatch(/^cnv_[\w-]{43}$/)
  expect((await fetch(shown(server, 'Swagger UI'))).status).toBe(200)

  const token = shown(server, 'Token')
  const rooms = await call(server.url, token, 'GET', '/workspaces/demo/rooms')
  const { rooms: mine } = rooms.body as { rooms: { id: number; type: string }[] }
  expect(new Set(mine.map(({ type }) => type))).toEqual(new Set(['group', 'direct']))
  const group = mine.find(({ type }) => type === 'group')
  const path = `/workspaces/demo/rooms/${group?.id}/messages`
  const { body } = await call(server.url, token, 'GET', path)
  const { messages } = body as { messages: { content: string; user: { name: string } }[] }
  expect(messages.length).toBeGreaterThan(10)
  expect(new Set(messages.map(({ user }) => user.name)).size).toBeGreaterThan(1)
  expect((await call(server.url, token, 'POST', path, { content: 'Hi!' })).status).toBe(201)
})

test.skipIf(Bun.which('curl') === null)('the curl line works when it is pasted', async () => {
  const server = await startServerProcess()

  const { status, stdout } = await spawn(['sh', '-c', `${curlLine(server)} --silent --fail`]).ended

  expect(status).toBe(0)
  expect((JSON.parse(stdout) as { rooms: unknown[] }).rooms.length).toBeGreaterThan(3)
})

test('a second start shows the same workspace and token', async () => {
  const first = await startServerProcess()
  await first.stop()
  const second = await startServerProcess({ dataDir: first.dataDir })

  expect(shown(second, 'Token')).toBe(shown(first, 'Token'))
  expect(shown(second, 'Token')).not.toBe('')
})

test('what a first start could not finish, the second does', async () => {
  const first = await startServerProcess()
  await first.stop()
  // As it stands when the process is killed between making the workspace and keeping its token.
  rmSync(join(first.dataDir, 'demo.token'))
  const second = await startServerProcess({ dataDir: first.dataDir })

  expect(shown(second, 'Workspace')).toBe('demo')
  const rooms = await call(second.url, shown(second, 'Token'), 'GET', '/workspaces/demo/rooms')
  expect(rooms.status).toBe(200)
})

test.each([20, 60, 100, 140, 180])(
  'a first start that is killed after %d ms leaves nothing that the next cannot mend',
  async (milliseconds) => {
    const dataDir = join(temporaryDirectory(), 'data')
    const { child, ended } = spawn([process.execPath, 'src/index.ts'], {
      dataDir,
      env: { PORT: '0' },
    })
    await Bun.sleep(milliseconds)
    child.kill('SIGKILL')
    await ended
    const server = await startServerProcess({ dataDir })

    const path = '/workspaces/demo/rooms'
    const { status, body } = await call(server.url, shown(server, 'Token'), 'GET', path)
    expect(status).toBe(200)
    expect((body as { rooms: unknown[] }).rooms.length).toBeGreaterThan(3)
  },
)

test('a data directory that is in use gets no demo', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  await runScript('tenant-create', ['acme'], { dataDir })
  const server = await startServerProcess({ dataDir })

  expect(server.stdout()).not.toContain('Token')
  expect(server.stdout()).toContain('npm run tenant:create')
  expect(existsSync(join(dataDir, 'demo.token'))).toBe(false)
})

test('production makes no demo and shows no token', async () => {
  const server = await startServerProcess({ env: PRODUCTION })

  expect(server.stdout()).not.toMatch(/cnv_|demo/)
  expect(readdirSync(server.dataDir)).not.toContain('demo.token')
  expect(await runScript('tenant-list', ['--json'], server)).toMatchObject({ stdout: '[]\n' })
})

test('production warns of a demo that development left behind', async () => {
  const before = await startServerProcess()
  await before.stop()
  const server = await startServerProcess({ dataDir: before.dataDir, env: PRODUCTION })

  expect(server.stdout()).toContain('"level":"warn"')
  expect(server.stdout()).toContain('demo.token')
  expect(server.stdout()).not.toContain('cnv_')
})

test.each(['AUTH_SECRET', 'AUTH_URL'])(
  'production without %s refuses in one line',
  async (name) => {
    const dataDir = join(temporaryDirectory(), 'data')
    const env = { ...PRODUCTION, PORT: '0', [name]: '' }

    const { status, stdout, stderr } = await spawn([process.execPath, 'src/index.ts'], {
      dataDir,
      env,
    }).ended

    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(new RegExp(`^conclave: ${name} is not set: [^\n]+\n$`))
    expect(existsSync(dataDir)).toBe(false)
  },
)

test('nobody else may read the data, the token or the control socket', async () => {
  const server = await startServerProcess()

  for (const name of ['.', 'auth.db', 'auth.secret', 'demo.token', 'control.sock']) {
    expect(`${name} ${statSync(join(server.dataDir, name)).mode & 0o077}`).toBe(`${name} 0`)
  }
})

test('a server on every interface shows an address that can be opened', async () => {
  const server = await startServerProcess({ env: { HOST: '0.0.0.0' } })

  expect(shown(server, 'Swagger UI')).toMatch(/^http:\/\/localhost:\d+\/swagger$/)
  expect(curlLine(server)).toContain(' http://localhost:')
})

test('a reader of the output who goes away does not stop the server', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  const script = `exec > >(head -n 1 >/dev/null); exec "${process.execPath}" src/index.ts`
  const { child, ended } = spawn(['bash', '-c', script], { dataDir, env: { PORT: '0' } })
  await eventually(() => existsSync(join(dataDir, 'control.sock')) || undefined)

  await createWorkspace(dataDir, 'acme')
  child.kill('SIGTERM')

  expect(await ended).toMatchObject({ status: 0 })
})

test('a server can be started from any directory, as a supervisor does', async () => {
  const server = await startServerProcess({ cwd: temporaryDirectory() })

  const page = await fetch(`${server.url}/sign-in`)
  expect({ status: page.status, is: page.headers.get('content-type') }).toEqual({
    status: 200,
    is: 'text/html; charset=utf-8',
  })
})
