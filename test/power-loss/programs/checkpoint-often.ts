// Writes one tenant so much, with durability `full`, that workers move its log into the file, and marks what is acknowledged.
import { appendFileSync } from 'node:fs'
import { MARKS } from '../record.ts'
import { durableTenant } from './durable-tenant.ts'

/** Units that share a commit, and commits. */
const EACH = 4
const ROUNDS = 400

const { tenants, id } = await durableTenant(process.argv[2] ?? '')
for (let round = 0; round < ROUNDS; round += 1) {
  const write = (_: unknown, number: number) =>
    tenants.pool.write({ id }, (db) => db.users.create({ id: `${round}-${number}` }))
  await Promise.all(Array.from({ length: EACH }, write))
  appendFileSync(process.env[MARKS] ?? '', `${round}\n`)
}
// Closing would move the log as well.
process.exit(0)
