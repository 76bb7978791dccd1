// Writes one tenant so much, with durability `full`, that workers move its log into the file, and marks what is acknowledged.
import { appendFileSync } from 'node:fs'
import { AuthDatabase, migrateAuthDatabase } from '../../../src/auth/auth-database.ts'
import { DataDirectory } from '../../../src/tenancy/data-directory.ts'
import { Tenants } from '../../../src/tenancy/tenants.ts'
import { workspaceEngine } from '../../../src/workspace-engine.ts'
import { MARKS } from '../record.ts'

/** Units that share a commit, and commits. */
const EACH = 4
const ROUNDS = 400

const directory = new DataDirectory(process.argv[2] ?? '')
directory.prepare()
migrateAuthDatabase(directory.authDatabase)
const tenants = new Tenants({
  directory,
  registryDatabase: new AuthDatabase({ path: directory.authDatabase }),
  engine: workspaceEngine('full'),
  capacity: { tenants: 10, leases: 4, closing: 2 },
  workerUrl: new URL('../../../src/workers/tenant-worker.ts', import.meta.url),
})
const id = await tenants.create({ slug: 'acme', name: 'Acme' }, (tenant) => tenant.id)
for (let round = 0; round < ROUNDS; round += 1) {
  const write = (_: unknown, number: number) =>
    tenants.pool.write({ id }, (db) => db.users.create({ id: `${round}-${number}` }))
  await Promise.all(Array.from({ length: EACH }, write))
  appendFileSync(process.env[MARKS] ?? '', `${round}\n`)
}
// Closing would move the log as well.
process.exit(0)
