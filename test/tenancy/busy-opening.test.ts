import { expect, test } from 'bun:test'
import { Connection } from '../../src/database/connection.ts'
import { DatabaseBusy } from '../../src/database/errors.ts'
import { SEVERAL } from '../harness/configuration.ts'
import { failure, TestFleet } from './harness.ts'

/** Locks a whole file, as the command does that is about to move it. */
function lockExclusively(path: string): Connection {
  const connection = new Connection(path)
  connection.execute('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE')
  return connection
}

test('reads, writes and leases wait for a file that is locked when it is to be opened', async () => {
  await using fleet = new TestFleet()
  const id = await fleet.create('locked')
  const lock = lockExclusively(fleet.directory.database(id))
  const waiting = [
    fleet.users(id),
    fleet.add(id, 'u'),
    fleet.pool.lease({ id }, async (db) => db.version),
  ]
  await Bun.sleep(30)
  lock.close()
  await Promise.all(waiting)
  expect(await fleet.users(id)).toEqual(['u'])
})

test('each waits alone for the lock: a write that comes first, and a read', async () => {
  await using fleet = new TestFleet()
  const ids = await fleet.createMany(2)
  const locks = ids.map((id) => lockExclusively(fleet.directory.database(id)))
  const [first, second] = ids as [string, string]
  const waiting = Promise.all([fleet.add(first, 'u'), fleet.users(second)])
  await Bun.sleep(30)
  for (const lock of locks) lock.close()
  expect(await waiting).toEqual(['u', []])
})

test('a file that stays locked is answered DatabaseBusy, and the others are served', async () => {
  await using fleet = new TestFleet({ tenants: SEVERAL, timings: { patience: 50 } })
  const [locked, other] = (await fleet.createMany(2)) as [string, string]
  const lock = lockExclusively(fleet.directory.database(locked))
  const answers = Promise.all([failure(fleet.users(locked)), failure(fleet.add(locked, 'u'))])
  await fleet.add(other, 'u')
  for (const answer of await answers) expect(answer).toBeInstanceOf(DatabaseBusy)
  lock.close()
  expect(await fleet.users(locked)).toEqual([])
})
