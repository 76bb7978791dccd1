import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../harness/until.ts'
import { TestFleet } from './harness.ts'

/** Makes a log that is to be moved, and not yet one that SQLite itself would move. */
const ENOUGH = 2_100

/** How many users the file alone has, without its log; 0 while a worker is in the middle of it. */
function inFile(fleet: TestFleet, id: string): number {
  const copy = join(fleet.directory.path, 'copy.db')
  // By another process: who closes a file drops the locks that its process has on it.
  Bun.spawnSync(['cp', fleet.directory.database(id), copy])
  using database = new Database(copy, { strict: true })
  try {
    const users = database.query<{ count: number }, []>('SELECT count(*) AS count FROM users').get()
    return users?.count ?? 0
  } catch {
    return 0
  }
}

async function write(fleet: TestFleet, id: string, from = 0, count = ENOUGH): Promise<void> {
  const names = Array.from({ length: count }, (_, number) => `u${from + number}`)
  await Promise.all(names.map((name) => fleet.add(id, name)))
}

test('what is written much gets into the file while it is open, and the log begins anew', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await write(fleet, id, 0, 10)
  expect(inFile(fleet, id)).toBe(0)
  await write(fleet, id, 10)
  await until(() => inFile(fleet, id) > 0)
  for (let round = 1; round < 8; round += 1) await write(fleet, id, round * 10_000)
  expect(statSync(`${fleet.directory.database(id)}-wal`).size).toBeLessThan(16_000_000)
  expect(await fleet.users(id)).toHaveLength(10 + 8 * ENOUGH)
})

test('somebody who reads an older state keeps nobody waiting', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  await write(fleet, id, 0, 1)
  using reader = new Database(fleet.directory.database(id), { readonly: true })
  reader.run('BEGIN')
  const seen = () =>
    reader.query<{ count: number }, []>('SELECT count(*) AS count FROM users').get()
  expect(seen()).toEqual({ count: 1 })
  for (let round = 1; round <= 4; round += 1) await write(fleet, id, round * 10_000)
  expect(seen()).toEqual({ count: 1 })
  reader.run('COMMIT')
  expect(await fleet.users(id)).toHaveLength(1 + 4 * ENOUGH)
})

test('whoever has the tenant for itself meets none', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  for (let round = 0; round < 4; round += 1) {
    await write(fleet, id, round * 10_000)
    const open = await fleet.tenants.exclusively(id, () => Promise.resolve(fleet.descriptors))
    expect(open).toEqual([])
  }
  expect(await fleet.users(id)).toHaveLength(4 * ENOUGH)
})
