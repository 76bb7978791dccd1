import { afterEach, beforeEach, expect, test } from 'bun:test'
import { renameSync } from 'node:fs'
import { toSqliteTime } from '../../src/database/time.ts'
import { RetentionSchedule } from '../../src/retention-schedule.ts'
import { filesThatHold } from '../harness/grep.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

const DAY = 24 * 60 * 60_000

let server: TestServer
let acme: Team
let path: string

beforeEach(async () => {
  server = await startServer({ timings: { scrubDelay: 0 } })
  acme = await team(server, 'acme')
  path = `${acme.path}/settings`
})
afterEach(() => server.stop())

const registry = () => server.services.tenants.retention

/** One run of the schedule as if it were `days` later. */
async function runAfter(days: number): Promise<void> {
  const now = () => Date.now() + days * DAY
  const schedule = new RetentionSchedule(server.services, { first: 0, every: DAY, now })
  while (registry().due(toSqliteTime(new Date(now())), 1).length > 0) await Bun.sleep(5)
  await schedule.stop()
}

/** Makes a message and those before it in its room look as if they were so old. */
function age(message: string, days: number): Promise<unknown> {
  const id = Number(message.split('/').at(-1))
  const at = toSqliteTime(new Date(Date.now() - days * DAY))
  return server.services.tenants.pool.write({ id: acme.tenant.id }, (db) =>
    db.sql
      .prepare(
        `UPDATE messages SET created_at = ?1 WHERE id <= ?2 AND created_at > ?1
         AND room_id = (SELECT room_id FROM messages WHERE id = ?2)`,
      )
      .run(at, id),
  )
}

test('owners set it, everybody sees it, and the log tells', async () => {
  const before = await acme.grace.api('GET', path)
  expect(before.body).toEqual({ retention_days: null })
  const set = await acme.ada.api('PATCH', path, { retention_days: 30 })
  expect([set.status, set.body]).toEqual([200, { retention_days: 30 }])
  expect(set.headers.get('etag')).not.toBe(before.headers.get('etag'))
  const headers = { 'if-match': before.headers.get('etag') ?? '' }
  const stale = await acme.ada.api('PATCH', path, { retention_days: 7 }, { headers })
  expect(stale.status).toBe(412)
  expect((await acme.grace.api('GET', path)).body).toEqual({ retention_days: 30 })

  const admin = await server.person('admin@acme.test')
  await server.addMember(acme.tenant, admin, 'admin')
  expect((await admin.api('PATCH', path, { retention_days: 1 })).body).toMatchObject({
    code: 'not_workspace_owner',
  })
  for (const wrong of [0, 3_651, 1.5, '30']) {
    expect((await acme.ada.api('PATCH', path, { retention_days: wrong })).status).toBe(422)
  }
  await acme.ada.api('PATCH', path, { retention_days: null })
  expect(registry().days(acme.tenant.id)).toBeNull()
  const log = `${acme.path}/audit-log?action=workspace.retention_changed`
  expect((await acme.ada.api('GET', log)).body).toMatchObject({
    entries: [{ details: { from: 30, to: null } }, { details: { from: null, to: 30 } }],
  })
})

test('what is older leaves the disk, in all rooms, and what is younger stays', async () => {
  const room = await acme.room([acme.grace])
  const direct = await acme.ada.api('PUT', `${acme.path}/direct-rooms/${acme.grace.userId}`)
  const secret = crypto.randomUUID()
  for (const place of [room, direct.headers.get('location') ?? '']) {
    const old = await acme.message(acme.ada, place, `old ${secret}`)
    await acme.ada.api('PATCH', old, { content: `old and edited ${secret}` })
    await age(old, 31)
    await acme.message(acme.ada, place, 'young')
  }
  await acme.ada.api('PATCH', path, { retention_days: 30 })
  expect(await filesThatHold(server.dataDir, [secret])).not.toBeEmpty()

  // There is an hour in which it can be taken back.
  await runAfter(0.5 / 24)
  expect((await acme.contents())['messages']?.length).toBeGreaterThan(4)
  await runAfter(0.9)

  const left = (await acme.contents())['messages'] ?? []
  expect(left.filter(({ notice }) => notice === null).map(({ content }) => content)).toEqual([
    'young',
    'young',
  ])
  const { body } = await acme.grace.api('GET', `${room}/messages`)
  expect(JSON.stringify(body)).not.toContain(secret)
  while ((await filesThatHold(server.dataDir, [secret])).length > 0) await Bun.sleep(20)
  expect(server.logged.some((line) => line.includes('old messages erased'))).toBe(true)
})

test('files go with the messages that showed them', async () => {
  const room = await acme.room()
  const content = crypto.randomUUID()
  const uploaded = await acme.ada.api<{ id: string }>('POST', `${acme.path}/files`, content, {
    headers: { 'content-type': 'application/octet-stream' },
  })
  const body = { type: 'file', file_id: uploaded.body.id }
  const sent = await acme.ada.api('POST', `${room}/messages`, body)
  expect(sent.status).toBe(201)
  await age(sent.headers.get('location') ?? '', 31)
  await acme.ada.api('PATCH', path, { retention_days: 30 })
  expect(await filesThatHold(server.dataDir, [content])).toHaveLength(1)

  await runAfter(0.1)

  const file = uploaded.headers.get('location') ?? ''
  expect((await acme.ada.api('GET', file)).status).toBe(404)
  while ((await filesThatHold(server.dataDir, [content])).length > 0) await Bun.sleep(20)
})

test('each is looked at once a day, and others never', async () => {
  const globex = await team(server, 'globex')
  const message = await globex.message(globex.ada, await globex.room(), 'kept')
  await acme.ada.api('PATCH', path, { retention_days: 1 })
  const { tenants } = server.services
  await tenants.pool.evict(globex.tenant.id)
  const opened = tenants.pool.statistics().opened

  await runAfter(400)

  expect(tenants.pool.statistics().opened).toBe(opened)
  expect(registry().due(toSqliteTime(new Date(Date.now() + 400.9 * DAY)), 1)).toEqual([])
  expect(registry().due(toSqliteTime(new Date(Date.now() + 401.1 * DAY)), 1)).toHaveLength(1)
  expect((await globex.ada.api('GET', message)).body).toMatchObject({ content: 'kept' })
})

test('an archived workspace is due still when it comes back; a read-only one is not spared', async () => {
  const room = await acme.room()
  await age(await acme.message(acme.ada, room, 'old'), 10)
  await acme.ada.api('PATCH', path, { retention_days: 5 })
  await acme.ada.api('PUT', `${acme.path}/state`, { state: 'archived' })
  await runAfter(2)
  await acme.ada.api('PUT', `${acme.path}/state`, { state: 'read_only' })
  await runAfter(2)
  const { body } = await acme.ada.api<{ messages: unknown[] }>('GET', `${room}/messages`)
  expect(JSON.stringify(body)).not.toContain('"old"')
})

test('where a stop interrupts it, it stays due and the next run goes on', async () => {
  const room = await acme.room()
  const message = await acme.message(acme.ada, room, 'old')
  await age(message, 10)
  await acme.ada.api('PATCH', path, { retention_days: 5 })
  let looks = 0
  const later = () => Date.now() + DAY
  const schedule = new RetentionSchedule(server.services, {
    first: 0,
    now() {
      looks += 1
      // First it asks what is due, then what is too old there.
      if (looks === 2) void schedule.stop()
      return later()
    },
  })
  while (looks < 2) await Bun.sleep(1)
  await schedule.stop()
  expect((await acme.ada.api('GET', message)).status).toBe(200)
  expect(registry().due(toSqliteTime(new Date(later())), 1)).toHaveLength(1)

  await runAfter(1)
  expect((await acme.ada.api('GET', message)).status).toBe(404)
})

test('what fails is logged and tried again in an hour', async () => {
  await acme.ada.api('PATCH', path, { retention_days: 5 })
  const { tenants } = server.services
  const file = tenants.directory.database(acme.tenant.id)
  await tenants.pool.evict(acme.tenant.id)
  renameSync(file, `${file}.away`)
  await runAfter(1)
  renameSync(`${file}.away`, file)

  expect(server.logged.some((line) => line.includes('old messages stay for now'))).toBe(true)
  expect(registry().due(toSqliteTime(new Date(Date.now() + 1.01 * DAY)), 1)).toEqual([])
  expect(registry().due(toSqliteTime(new Date(Date.now() + 1.1 * DAY)), 1)).toHaveLength(1)
})
