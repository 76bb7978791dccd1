import { expect, test } from 'bun:test'
import { SYSTEM } from '../../src/auth/audit/actor.ts'
import { DailySweep } from '../../src/auth/daily-sweep.ts'
import { toSqliteTime } from '../../src/database/time.ts'
import { scratchAuth } from './scratch-auth.ts'

const auth = scratchAuth()
const DAY = 24 * 60 * 60_000
const daysAgo = (days: number) => toSqliteTime(new Date(Date.now() - days * DAY))

test('deletes what is older than it is kept, in portions, and nothing else', async () => {
  const { audit, database } = auth()
  const { sql } = database
  await database.write(() => {
    for (let i = 0; i < 1_203; i += 1) audit.record(SYSTEM, 'workspace.purged')
    const age = sql.prepare('UPDATE audit_log SET at = ? WHERE id <= ?')
    age.run(daysAgo(9), 1_203)
    age.run(daysAgo(11), 1_201)
  })
  const left = sql.prepare<{ id: number }>('SELECT id FROM audit_log ORDER BY id')
  const failures: unknown[] = []
  const sweep = new DailySweep(auth(), {
    auditLogDays: 10,
    onFailed: (error) => failures.push(error),
    first: 0,
    every: DAY,
  })
  while (left.all().length > 2 && failures.length === 0) await Bun.sleep(5)
  await sweep.stop()

  expect(left.all()).toEqual([{ id: 1_202 }, { id: 1_203 }])
  expect(failures).toEqual([])
})

test('goes on after a failure, and forgets invitations that have long ended', async () => {
  const { database, invitations, people } = auth()
  const { sql } = database
  await database.write(() => {
    const ada = people.findOrCreate('ada@acme.test')
    sql
      .prepare(
        `INSERT INTO tenants (id, slug, name, state, schema_version)
         VALUES ('t', 'acme', 'Acme', 'active', 1)`,
      )
      .run()
    const wanted = { tenantId: 't', invitedBy: ada.id, email: null, role: 'member', maxUses: 1 }
    for (const days of [6, 8]) {
      invitations.create({ ...wanted, role: 'member', expiresAt: daysAgo(days) })
    }
    sql.prepare('ALTER TABLE audit_log RENAME TO elsewhere').run()
  })
  const left = () => invitations.pageOf('t', '', 10).length
  const failures: unknown[] = []
  const sweep = new DailySweep(auth(), {
    auditLogDays: 1,
    onFailed: (error) => failures.push(error),
    first: 0,
    every: 1,
  })
  while (failures.length === 0) await Bun.sleep(1)
  expect(left()).toBe(2)
  await database.write(() => sql.prepare('ALTER TABLE elsewhere RENAME TO audit_log').run())
  while (left() > 1) await Bun.sleep(1)
  await sweep.stop()

  expect(left()).toBe(1)
})
