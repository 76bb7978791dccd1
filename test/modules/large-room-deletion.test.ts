import { afterEach, beforeEach, expect, test } from 'bun:test'
import { createApp } from '../../src/app.ts'
import { indexMessages } from '../../src/models/search/index-messages.ts'
import { openServices } from '../../src/services.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
let acme: Team
let room = ''
beforeEach(async () => {
  server = await startServer()
  acme = await team(server, 'acme')
  room = await acme.room([acme.grace])
})
afterEach(() => server.stop())

const MESSAGES = 2_000

async function fill(): Promise<void> {
  const room_id = Number(room.split('/').pop())
  await server.services.tenants.pool.write(acme.tenant, (db) => {
    const { userId: user_id } = acme.ada
    for (let sent = 0; sent < MESSAGES; sent += 1) {
      db.messages.create({ room_id, user_id, content: 'one of many' })
    }
    // As they are a moment later, which is what a deletion takes most of its time for.
    indexMessages(db.sql, MESSAGES)
  })
}

const rows = (services = server.services) =>
  services.tenants.pool.read(acme.tenant, (db) => db.stats().rows)

const units = () => server.services.tenants.pool.peek(acme.tenant.id)?.statistics().units ?? 0

test('a large room is gone at once, and its messages in units that let others in between', async () => {
  await fill()
  const other = await acme.room([], 'Other')
  const before = units()
  expect((await acme.ada.api('DELETE', room)).status).toBe(204)
  expect((await acme.grace.api('GET', `${room}/messages`)).status).toBe(404)

  const seen = new Set<number>()
  for (;;) {
    const { messages, rooms } = await rows()
    seen.add(messages)
    if (rooms === 1) break
    expect((await acme.ada.api('GET', other)).status).toBe(200)
  }
  expect((await rows()).messages).toBe(0)
  // One with the request, and a last one that finds fewer than it could delete.
  expect(units() - before).toBe(MESSAGES / 100 + 1)
  // Requests were answered in the middle of it, again and again.
  expect(seen.size).toBeGreaterThan(4)
})

test('what a stop interrupts is finished when somebody next lists their rooms', async () => {
  await fill()
  const { config, log } = server.services
  expect((await acme.ada.api('DELETE', room)).status).toBe(204)
  await server.services.close()

  const again = openServices(config, log)
  try {
    const left = await rows(again)
    expect(left.rooms).toBe(1)
    expect(left.messages).toBeGreaterThan(0)
    const headers = { authorization: `Bearer ${acme.ada.token}` }
    const list = new Request(`http://localhost${acme.path}/rooms`, { headers })
    const answer = await createApp(again).handle(list)
    expect(await answer.json()).toMatchObject({ rooms: [] })
    while ((await rows(again)).rooms > 0) await Bun.sleep(1)
    expect((await rows(again)).messages).toBe(0)
  } finally {
    await again.close()
  }
  expect(server.logged.filter((line) => line.includes('"error"'))).toEqual([])
})

test('nothing is deleted while the workspace can only be read', async () => {
  await fill()
  const { auth, tenants } = server.services
  const id = Number(room.split('/').pop())
  await tenants.pool.write(acme.tenant, (db) => db.rooms.delete(id))
  const setState = (state: 'active' | 'read_only') =>
    auth.database.write(() => tenants.registry.setState(acme.tenant.id, state))
  await setState('read_only')
  const before = units()
  expect((await acme.ada.api('GET', `${acme.path}/rooms`)).status).toBe(200)
  expect((await acme.ada.api('GET', `${acme.path}/rooms`)).status).toBe(200)
  expect(units()).toBe(before)

  await setState('active')
  await acme.ada.api('GET', `${acme.path}/rooms`)
  while ((await rows()).rooms > 0) await Bun.sleep(1)
})
