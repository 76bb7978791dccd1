import { expect, test } from 'bun:test'
import { DatabaseReadOnly } from '../../src/database/errors.ts'
import { withConnection } from '../../src/database/with-connection.ts'
import { parseQuery } from '../../src/models/search/parse-query.ts'
import type { WorkspaceDatabase } from '../../src/workspace-database.ts'
import { indexWorkspace } from '../../src/workspace-upkeep.ts'
import { until } from '../harness/until.ts'
import { failure, TestFleet } from './harness.ts'

/** More than one look at what waits for the index, and more than may wait for it. */
const MANY = 300

async function withRoom(fleet: TestFleet): Promise<string> {
  const id = await fleet.create('acme')
  await fleet.pool.write({ id }, (db) => {
    db.users.create({ id: 'ada' })
    db.rooms.create({ name: 'General', type: 'group' })
    db.roomMembers.addMember(1, 'ada')
  })
  return id
}

function say(fleet: TestFleet, id: string, from: number, count: number): Promise<unknown> {
  const post = (number: number) => (db: WorkspaceDatabase) =>
    db.messages.create({ room_id: 1, user_id: 'ada', content: `number n${number}` }).id
  return Promise.all(
    Array.from({ length: count }, (_, number) => fleet.pool.write({ id }, post(from + number))),
  )
}

const span = (fleet: TestFleet, id: string) => fleet.pool.read({ id }, (db) => db.search.span())

const find = (fleet: TestFleet, id: string, text: string) =>
  fleet.pool.read({ id }, (db) => {
    const question = { query: parseQuery(text), userId: 'ada', before: null, limit: 10_000 }
    return db.search.find(question).ids.length
  })

test('messages enter the index of the search while they are written, and none is missed', async () => {
  await using fleet = new TestFleet()
  const id = await withRoom(fleet)
  for (let round = 0; round < 10; round += 1) {
    await say(fleet, id, round * MANY, MANY)
    expect(await find(fleet, id, 'number')).toBe((round + 1) * MANY)
  }
  await until(async () => (await span(fleet, id)) > 9 * MANY)
  expect(await find(fleet, id, 'number')).toBe(10 * MANY)
  expect(await find(fleet, id, 'n2999')).toBe(1)
})

test('what waited when a workspace was closed enters the index after the next message', async () => {
  await using fleet = new TestFleet()
  const id = await withRoom(fleet)
  for (let round = 0; round < 16; round += 1) {
    await say(fleet, id, round * 31, 31)
    await fleet.pool.evict(id)
  }
  await until(async () => {
    await say(fleet, id, 0, 1)
    return (await span(fleet, id)) > 16 * 31
  })
})

test('whoever has the tenant for itself meets nobody who writes the index', async () => {
  await using fleet = new TestFleet()
  const id = await withRoom(fleet)
  for (let round = 0; round < 4; round += 1) {
    await say(fleet, id, round * MANY, MANY)
    const open = await fleet.tenants.exclusively(id, () => Promise.resolve(fleet.descriptors))
    expect(open).toEqual([])
  }
  expect(await find(fleet, id, 'number')).toBe(4 * MANY)
})

test('a file that only newer code may write is left as it is', async () => {
  await using fleet = new TestFleet()
  const id = await withRoom(fleet)
  await say(fleet, id, 0, 100)
  await fleet.pool.evict(id)
  const path = fleet.directory.database(id)
  withConnection(path, (connection) =>
    connection.execute(
      `INSERT INTO schema_migrations (version, name, checksum, fingerprint, readable_from, writable_from)
         VALUES (1000, 'newer', '', '', 1, 1000);
       PRAGMA user_version = 1000`,
    ),
  )
  const refused = await failure(Promise.try(() => indexWorkspace(path)))
  expect(refused).toBeInstanceOf(DatabaseReadOnly)
})
