import { Database } from 'bun:sqlite'
import { afterEach, expect, test } from 'bun:test'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { lockDataDirectory } from '../../src/control/data-directory-lock.ts'
import type { FileLock } from '../../src/database/file-lock.ts'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import { call, createWorkspace, openChat, say } from '../harness/chat.ts'
import {
  cleanUp,
  eventually,
  runScript,
  spawn,
  startServerProcess,
  temporaryDirectory,
} from '../harness/process.ts'

afterEach(cleanUp)

test('a workspace made beside a server is served at once', async () => {
  const server = await startServerProcess()

  const chat = await openChat(server, 'acme')

  expect((await say(server, chat, 'Hello')).status).toBe(201)
  const list = await runScript('tenant-list', ['--json'], server)
  const slugs = (JSON.parse(list.stdout) as { slug: string }[]).map(({ slug }) => slug)
  expect(slugs).toEqual(['acme', 'demo'])
})

test('sample data written beside a server is served at once', async () => {
  const server = await startServerProcess()
  const { token } = await createWorkspace(server.dataDir, 'acme')

  expect((await runScript('db-seed', ['acme'], server)).status).toBe(0)

  const { body } = await call(server.url, token, 'GET', '/workspaces/acme/rooms')
  expect((body as { rooms: unknown[] }).rooms.length).toBeGreaterThan(3)
  expect(await runScript('db-seed', ['acme'], server)).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^db:seed: this workspace has messages already[^\n]*\n$/),
  })
  expect(server.stdout()).not.toContain('"level":"error"')
})

test('a refusal of the server is one line of the command', async () => {
  const server = await startServerProcess()
  await createWorkspace(server.dataDir, 'acme')

  const { status, stderr } = await runScript('tenant-create', ['acme'], server)

  expect(stderr).toMatch(/^tenant:create: [^\n]*acme[^\n]*\n$/)
  expect(status).toBe(1)
  // Nobody has to look for an operator's typing error in the log.
  expect(server.stdout()).not.toContain('"level":"error"')
})

test('what needs the server stopped says so, and changes nothing', async () => {
  const server = await startServerProcess()

  const { status, stderr } = await runScript('db-rollback', ['demo', '--yes'], server)

  expect(stderr).toMatch(/^db:rollback: .* in use by a server \(process \d+\): stop it[^\n]*\n$/)
  expect(status).toBe(1)
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
})

test('the commands that only look, and migrate:all, work beside a server', async () => {
  const server = await startServerProcess()

  for (const [name, ...args] of [
    ['tenant-list'],
    ['tenant-show', 'demo'],
    ['migrate-status'],
    ['migrate-all'],
    ['db-migrate'],
    ['db-test'],
  ] as const) {
    expect({ name, ...(await runScript(name, args, server)) }).toMatchObject({ name, status: 0 })
  }
})

test('many commands at once, without a server: all are done, one after the other', async () => {
  const dataDir = join(temporaryDirectory(), 'data')

  const slugs = Array.from({ length: 6 }, (_, number) => `team-${number}`)
  const made = await Promise.all(slugs.map((slug) => createWorkspace(dataDir, slug)))

  expect(new Set(made.map(({ id }) => id)).size).toBe(6)
  const { stdout } = await runScript('tenant-list', ['--json'], { dataDir })
  expect((JSON.parse(stdout) as { slug: string }[]).map(({ slug }) => slug)).toEqual(slugs)
})

test('the same slug by two commands at once: one of them gets it', async () => {
  const server = await startServerProcess()

  const both = await Promise.all([
    runScript('tenant-create', ['acme'], server),
    runScript('tenant-create', ['acme'], server),
  ])

  expect(both.map(({ status }) => status).sort()).toEqual([0, 1])
})

test('a server that starts while a command holds the data directory waits for it', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  await createWorkspace(dataDir, 'acme')
  const held = holdLock(dataDir)
  const starting = startServerProcess({ dataDir })
  await Bun.sleep(400)

  held.release()

  expect((await fetch(`${(await starting).url}/health/ready`)).status).toBe(200)
})

test('a command that holds the data directory for long is named', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  await createWorkspace(dataDir, 'acme')
  const held = holdLock(dataDir)

  const [server, command] = await Promise.all([
    spawn([process.execPath, 'src/index.ts'], { dataDir, env: { PORT: '0' } }).ended,
    runScript('tenant-create', ['other'], { dataDir }),
  ])
  held.release()

  const line = new RegExp(
    `in use by tenant:create \\(process ${process.pid}\\): stop it, or set DATA_DIR`,
  )
  expect(server).toMatchObject({ status: 1, stderr: expect.stringMatching(line) })
  expect(command).toMatchObject({ status: 1, stderr: expect.stringMatching(line) })
})

test('commands work on what a killed server left: lock, socket and all', async () => {
  const server = await startServerProcess()
  await openChat(server, 'acme')
  await server.kill()
  expect(existsSync(join(server.dataDir, 'control.sock'))).toBe(true)

  expect(await createWorkspace(server.dataDir, 'other')).toMatchObject({ slug: 'other' })

  const again = await startServerProcess({ dataDir: server.dataDir })
  expect(await createWorkspace(server.dataDir, 'third')).toMatchObject({ slug: 'third' })
  expect((await again.stop()).status).toBe(0)
})

test('a server that has lost its socket is not worked around', async () => {
  const server = await startServerProcess()
  rmSync(join(server.dataDir, 'control.sock'))

  const { status, stderr } = await runScript('tenant-create', ['acme'], server)

  expect(stderr).toMatch(/^tenant:create: .* in use by a server \(process \d+\)[^\n]*\n$/)
  expect(status).toBe(1)
})

test('a command whose server is told to stop meanwhile is still done', async () => {
  const server = await startServerProcess()
  const auth = new Database(join(server.dataDir, 'auth.db'))
  auth.run('BEGIN IMMEDIATE')
  const command = runScript('tenant-create', ['acme'], server)
  await Bun.sleep(500)

  server.signal('SIGTERM')
  await eventually(() => server.stdout().includes('"stopping"') || undefined)
  auth.run('ROLLBACK')
  auth.close(true)

  expect(await command).toMatchObject({ status: 0, stderr: '' })
  expect((await server.ended).status).toBe(0)
  expect((await runScript('tenant-show', ['acme'], server)).status).toBe(0)
})

test('a command whose server is killed meanwhile says so, and nothing is done twice', async () => {
  const server = await startServerProcess()
  const auth = new Database(join(server.dataDir, 'auth.db'))
  // The server cannot answer while its registry is locked.
  auth.run('BEGIN IMMEDIATE')
  const command = runScript('tenant-create', ['acme'], server)
  await Bun.sleep(500)

  await server.kill()
  auth.run('ROLLBACK')
  auth.close(true)

  expect(await command).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^tenant:create: the server ended before it answered: [^\n]+\n$/),
  })
})

test('an auth database of an older version: whoever only looks is told what to do', async () => {
  const dataDir = join(temporaryDirectory(), 'data')
  await createWorkspace(dataDir, 'acme')
  const auth = new Database(join(dataDir, 'auth.db'))
  auth.run('PRAGMA user_version = 0')
  auth.close(true)

  for (const [name, ...args] of [['tenant-list'], ['tenant-show', 'acme'], ['migrate-status']]) {
    expect(await runScript(name as string, args, { dataDir })).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /: the auth database is of an older version: run migrate:all\n$/,
      ),
    })
  }
})

/** As a command holds it that takes its time. */
function holdLock(dataDir: string): FileLock {
  const outcome = lockDataDirectory(new DataDirectory(dataDir), 'tenant:create')
  if (!outcome.acquired) throw new Error('somebody else has it')
  return outcome.lock
}
