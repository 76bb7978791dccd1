import { expect, test } from 'bun:test'
import { DURABILITY, SEVERAL } from '../harness/configuration.ts'
import { failure, gate, TestFleet, usersIn } from './harness.ts'

test("Kysely's connection is closed after the last lease, and opened again for the next", async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const first = gate()
  // With durability `full` the log is open once more, to be synced by.
  const synced = DURABILITY === 'full' ? 1 : 0
  const wal = () => fleet.descriptors.filter((path) => path.endsWith('-wal')).length - synced
  const query = () => fleet.pool.lease({ id }, (db) => db.selectFrom('users').selectAll().execute())
  const outer = fleet.pool.lease({ id }, async (db) => {
    await db.insertInto('users').values({ id: 'a' }).execute()
    await first.opened
    return db.selectFrom('users').select('id').execute()
  })
  await query()
  expect(wal()).toBe(2)
  first.open()
  expect(await outer).toEqual([{ id: 'a' }])
  expect(wal()).toBe(1)
  expect(await query()).toHaveLength(1)
  expect(wal()).toBe(1)
})

test('models do not see the rows of an open transaction, and their writes survive its rollback', async () => {
  await using fleet = new TestFleet({ tenants: 1 })
  const id = await fleet.create('acme')
  const inside = gate()
  const end = gate()
  const transaction = failure(
    fleet.pool.lease({ id }, (db) =>
      db.transaction().execute(async (trx) => {
        await trx.insertInto('users').values({ id: 'undone' }).execute()
        inside.open()
        await end.opened
        throw new Error('rolled back')
      }),
    ),
  )
  await inside.opened
  const write = fleet.add(id, 'kept')
  expect(await fleet.users(id)).toEqual([])
  end.open()
  expect(await transaction).toMatchObject({ message: 'rolled back' })
  await write
  expect(await fleet.users(id)).toEqual(['kept'])
})

test('a lease is not evicted while others come and go', async () => {
  await using fleet = new TestFleet({ tenants: 2 })
  const [lent, ...others] = (await fleet.createMany(5)) as [string, ...string[]]
  await fleet.pool.lease({ id: lent }, async (db) => {
    await db.insertInto('users').values({ id: 'u' }).execute()
    for (let turn = 0; turn < 20; turn += 1) {
      await fleet.add(others[turn % others.length] as string, `u${turn}`)
      expect(db.read(() => usersIn(db))).toEqual(['u'])
      expect(await db.selectFrom('users').select('id').execute()).toEqual([{ id: 'u' }])
      expect(fleet.pool.peek(lent)).toBe(db)
    }
  })
})

test('a tenant may be read and written through the pool while it is lent out', async () => {
  await using fleet = new TestFleet({ tenants: 1, leases: 1 })
  const id = await fleet.create('acme')
  const users = await fleet.pool.lease({ id }, async (db) => {
    await fleet.add(id, 'a')
    await db.insertInto('users').values({ id: 'b' }).execute()
    await fleet.add(id, 'c')
    return fleet.users(id)
  })
  expect(users).toEqual(['a', 'b', 'c'])
})

test('one wrong query of a lease does not close the database under the others', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('acme')
  const wrong = gate()
  const other = fleet.pool.lease({ id }, async (db) => {
    await wrong.opened
    await db.insertInto('users').values({ id: 'u' }).execute()
  })
  await fleet.users(id)
  const query = fleet.pool.lease({ id }, (db) =>
    db
      .selectFrom('nothing' as 'users')
      .selectAll()
      .execute(),
  )
  expect(await failure(query)).toMatchObject({ name: 'DatabaseFailed' })
  const misspelt = () => fleet.pool.peek(id)?.sql.prepare('SELEC 1').all()
  const read = failure(fleet.pool.read({ id }, misspelt))
  const write = fleet.add(id, 'v')
  expect(await read).toMatchObject({ name: 'DatabaseFailed' })
  await write
  wrong.open()
  await other
  expect(await fleet.users(id)).toEqual(['u', 'v'])
})

test('a lease that comes upon another, damaged tenant keeps its own open', async () => {
  await using fleet = new TestFleet({ tenants: SEVERAL })
  const [good, bad] = (await fleet.createMany(2)) as [string, string]
  await Bun.write(fleet.directory.database(bad), 'no database'.repeat(1_000))
  await fleet.users(good)
  const db = fleet.pool.peek(good)
  const copy = fleet.pool.lease({ id: good }, () => fleet.users(bad))
  expect(await failure(copy)).toMatchObject({ name: 'DatabaseCorrupt' })
  expect(fleet.pool.peek(good)).toBe(db)
})
