import { Database } from 'bun:sqlite'
import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { call, contentsOf, createWorkspace, openChat, readAll, say } from '../harness/chat.ts'
import { SEVERAL } from '../harness/configuration.ts'
import { acknowledgements, contradictions, startLoad } from '../harness/load.ts'
import { lockElsewhere } from '../harness/lock-elsewhere.ts'
import { cleanUp, runScript, startServerProcess } from '../harness/process.ts'

afterEach(cleanUp)

test("another process's lock on one workspace: others are served, its writes wait", async () => {
  const server = await startServerProcess({ env: { POOL_MAX: String(SEVERAL) } })
  const locked = await openChat(server, 'locked')
  const free = await openChat(server, 'free')
  await say(server, locked, 'before')
  const lock = await lockElsewhere(locked.file)

  const waiting = ['one', 'two', 'three'].map((content) => say(server, locked, content))
  const load = startLoad(server.url, [free])
  await Bun.sleep(2_000)
  // Reading needs no lock.
  expect(await readAll(server, locked)).toEqual(['before'])
  const meanwhile = acknowledgements(load)
  await lock.release()

  expect(meanwhile).toBeGreaterThan(200)
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([201, 201, 201])
  const witnessed = await load.stop()
  expect(witnessed.refused).toEqual([])
  expect(contradictions(witnessed, free, await readAll(server, free))).toEqual([])
  expect((await readAll(server, locked)).sort()).toEqual(['before', 'one', 'three', 'two'])
})

test('a lock that stays: 503 with Retry-After, and the refused message is not there', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'locked')
  const lock = await lockElsewhere(chat.file)

  const refused = await say(server, chat, 'refused')
  expect(refused).toMatchObject({ status: 503, body: { code: 'database_busy' } })
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
  await lock.release()

  expect((await say(server, chat, 'accepted')).status).toBe(201)
  expect(await readAll(server, chat)).toEqual(['accepted'])
  await server.stop()
  expect(contentsOf(chat.file)).toEqual(['accepted'])
})

test("another process's lock on the auth database: chat goes on, what writes there waits", async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const lock = await lockElsewhere(join(server.dataDir, 'auth.db'))

  const creating = createWorkspace(server.dataDir, 'other')
  const load = startLoad(server.url, [chat])
  await Bun.sleep(1_000)
  expect((await call(server.url, chat.token, 'GET', '/me')).status).toBe(200)
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
  expect((await runScript('tenant-show', ['acme'], server)).status).toBe(0)
  const meanwhile = acknowledgements(load)
  await lock.release()

  expect(meanwhile).toBeGreaterThan(100)
  expect((await load.stop()).refused).toEqual([])
  expect(await creating).toMatchObject({ slug: 'other' })
})

test('a lock on the auth database that stays: 503 with Retry-After, and the command says so in one line', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  const lock = await lockElsewhere(join(server.dataDir, 'auth.db'))

  const rename = () =>
    call(server.url, chat.token, 'PATCH', '/workspaces/acme', { name: 'Acme Inc' })
  const [refused, { status, stderr }] = await Promise.all([
    rename(),
    runScript('tenant-create', ['other'], server),
  ])
  expect((await say(server, chat, 'meanwhile')).status).toBe(201)
  await lock.release()

  expect(refused).toMatchObject({ status: 503, body: { code: 'database_busy' } })
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(stderr).toMatch(/^tenant:create: [^\n]+\n$/)
  expect(status).toBe(1)
  expect((await rename()).status).toBe(200)
  expect(await createWorkspace(server.dataDir, 'other')).toMatchObject({ slug: 'other' })
})

test('a reader that stays in a workspace hinders neither writes nor the stop', async () => {
  const server = await startServerProcess()
  const chat = await openChat(server, 'acme')
  await say(server, chat, 'before')
  const reader = new Database(chat.file, { readonly: true })
  reader.run('BEGIN')
  reader.query('SELECT count(*) FROM messages').get()

  expect((await say(server, chat, 'after')).status).toBe(201)
  expect((await server.stop()).status).toBe(0)

  reader.run('COMMIT')
  reader.close(true)
  expect(contentsOf(chat.file)).toEqual(['before', 'after'])
})

test('migrate:all beside a server under load loses nothing', async () => {
  const server = await startServerProcess()
  const chats = [await openChat(server, 'one'), await openChat(server, 'two')]
  const load = startLoad(server.url, chats)

  for (const name of ['migrate-all', 'db-migrate', 'migrate-all']) {
    expect(await runScript(name, [], server)).toMatchObject({ status: 0 })
  }
  const witnessed = await load.stop()

  expect(witnessed.refused).toEqual([])
  expect([...witnessed.unknown.values()].flat()).toEqual([])
  for (const chat of chats) {
    expect(contradictions(witnessed, chat, await readAll(server, chat))).toEqual([])
  }
})

test('migrate:all beside a server brings a stale workspace up to date while it is asked for', async () => {
  const first = await startServerProcess()
  const { dataDir } = first
  const stale = await openChat(first, 'stale')
  const fresh = await openChat(first, 'fresh')
  await say(first, stale, 'before')
  await first.stop()
  expect((await runScript('db-rollback', ['stale', '--yes'], { dataDir })).status).toBe(0)

  const server = await startServerProcess({ dataDir })
  const load = startLoad(server.url, [stale, fresh])
  const migration = await runScript('migrate-all', ['--json'], { dataDir })
  const witnessed = await load.stop()

  expect(JSON.parse(migration.stdout)).toMatchObject({ failed: [] })
  expect(witnessed.refused.filter(({ status }) => status !== 503)).toEqual([])
  expect(contradictions(witnessed, fresh, await readAll(server, fresh))).toEqual([])
  const [before, ...rest] = await readAll(server, stale)
  expect(before).toBe('before')
  expect(contradictions(witnessed, stale, rest)).toEqual([])
  const status = await runScript('migrate-status', ['--json'], { dataDir })
  expect(JSON.parse(status.stdout)).toMatchObject({
    workspaces: { versions: [{ tenants: 3 }] },
  })
})
