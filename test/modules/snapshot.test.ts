import { afterAll, beforeAll, expect, test } from 'bun:test'
import { parseCursor } from '../../src/models/event-cursor.ts'
import { startServer, type TestServer } from '../harness/server.ts'
import { type Team, team } from '../harness/team.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

interface Snapshot {
  readonly cursor: string
  readonly workspace: unknown
  readonly me: unknown
  readonly rooms: readonly unknown[]
  readonly next_cursor: string | null
  readonly unread: unknown
}

const snapshotOf = async ({ path }: Team, { api }: Team['ada']) =>
  (await api<Snapshot>('GET', `${path}/snapshot`)).body

test('is what REST shows, and where the log of events is then', async () => {
  const acme = await team(server, 'snapshot-1')
  const { ada, grace, path, tenant } = acme
  const room = await acme.room([grace])
  await acme.message(grace, room, 'hello @ada')

  const { cursor, ...state } = await snapshotOf(acme, ada)
  const get = async <Body>(of: string) => (await ada.api<Body>('GET', of)).body
  expect(state).toEqual({
    workspace: await get(path),
    me: await get(`${path}/users/me`),
    ...(await get<Pick<Snapshot, 'rooms' | 'next_cursor'>>(`${path}/rooms`)),
    unread: await get(`${path}/unread`),
  })
  expect(state.unread).toMatchObject({ mention_count: 1 })
  const { pool } = server.services.tenants
  const { seq = -1 } = parseCursor(cursor) ?? {}
  const missed = () => pool.read(tenant, (db) => db.events.since(seq, 9).map(({ type }) => type))
  expect(await missed()).toEqual([])
  await acme.message(grace, room, 'and more')
  expect(await missed()).toEqual(['message.created'])
  expect((await snapshotOf(acme, ada)).cursor).not.toBe(cursor)
})

test('has a hundred rooms, and the list of rooms goes on behind them', async () => {
  const acme = await team(server, 'snapshot-2')
  const { ada, path, tenant } = acme
  await server.services.tenants.pool.write(tenant, (db) => {
    for (let number = 0; number < 101; number += 1) {
      const { id } = db.rooms.create({ name: `${number}`, type: 'group' })
      db.roomMembers.addMember(id, ada.userId)
    }
  })
  const { rooms, next_cursor } = await snapshotOf(acme, ada)
  expect(rooms).toHaveLength(100)
  const { body } = await ada.api<Snapshot>('GET', `${path}/rooms?after=${next_cursor}`)
  expect([body.rooms.length, body.next_cursor]).toEqual([1, null])
})

test('finds what is left of a deleted room, as whoever starts here asks for no list', async () => {
  const acme = await team(server, 'snapshot-3')
  const { pool } = server.services.tenants
  await pool.write(acme.tenant, (db) => {
    const { id } = db.rooms.create({ name: 'Large', type: 'group' })
    for (let number = 0; number < 150; number += 1) {
      db.messages.create({ room_id: id, user_id: acme.ada.userId, content: `${number}` })
    }
    db.rooms.delete(id)
  })
  const remains = () => pool.read(acme.tenant, (db) => db.rooms.hasRemains())
  expect(await remains()).toBe(true)
  await snapshotOf(acme, acme.ada)
  while (await remains()) await Bun.sleep(1)
})
