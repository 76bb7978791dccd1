// Writes one row to each of some databases with durability `full`, and marks it once that is acknowledged.
import { appendFileSync } from 'node:fs'
import { WorkspaceDatabase } from '../../../src/workspace-database.ts'
import { MARKS } from '../record.ts'

for (const path of process.argv.slice(2)) {
  const db = new WorkspaceDatabase({ path, durability: 'full' })
  await db.write(() => db.users.create({ id: 'acknowledged' }))
  appendFileSync(process.env[MARKS] ?? '', path)
}
// Closing would copy the log into the file, and sync that.
process.kill(process.pid, 'SIGKILL')
