// Uploads and deletes attachments of one tenant with durability `full`, and marks what is acknowledged.
import { appendFileSync } from 'node:fs'
import { AuthDatabase, migrateAuthDatabase } from '../../../src/auth/auth-database.ts'
import { DataDirectory } from '../../../src/tenancy/data-directory.ts'
import { Tenants } from '../../../src/tenancy/tenants.ts'
import { workspaceEngine } from '../../../src/workspace-engine.ts'
import { MARKS } from '../record.ts'

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
const mark = (line: string) => appendFileSync(process.env[MARKS] ?? '', `${line}\n`)

for (let number = 0; number < 6; number += 1) {
  // Each content comes twice.
  const content = `content ${Math.floor(number / 2)}`.repeat(200)
  const received = await tenants.attachments.receive(id, new Blob([content]).stream(), {
    limit: 10_000,
    length: null,
  })
  const { sha256, bytes } = received
  const file = await tenants.attachments.keep({ id }, received, (db) =>
    db.files.create({
      user_id: null,
      name: 'x',
      media_type: 'text/plain',
      bytes,
      sha256,
      width: null,
      height: null,
    }),
  )
  mark(`kept ${file.id}`)
  if (number % 3 !== 2) continue
  // From here on it may be gone.
  mark(`going ${file.id}`)
  await tenants.pool.write({ id }, (db) => db.files.deleteUnattached(file.id))
  mark(`gone ${file.id}`)
  tenants.scrubs.soon(id)
}
await tenants.close()
