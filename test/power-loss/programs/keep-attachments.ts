// Uploads and deletes attachments of one tenant with durability `full`, and marks what is acknowledged.
import { appendFileSync } from 'node:fs'
import { MARKS } from '../record.ts'
import { durableTenant } from './durable-tenant.ts'

const { tenants, id } = await durableTenant(process.argv[2] ?? '')
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
