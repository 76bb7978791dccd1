import { tenantMigrations } from '../../../migrations/tenant/index.ts'
import { Connection } from '../../../src/database/connection.ts'
import { migrate } from '../../../src/database/migrate.ts'
import type { Migration } from '../../../src/database/migration.ts'
import { MigrationList } from '../../../src/database/migration-list.ts'

// Migrates workspaces as a version of Conclave would that has one migration more.
const [bounds = 'null', ...paths] = process.argv.slice(2)
const servesFrom = JSON.parse(bounds) as Migration['servesFrom'] | null
const number = String(tenantMigrations.length + 1).padStart(4, '0')
const further: Migration = {
  name: `${number}-further`,
  ...(servesFrom && { servesFrom }),
  up: ['ALTER TABLE messages ADD COLUMN colour TEXT'],
  down: ['ALTER TABLE messages DROP COLUMN colour'],
}
const list = new MigrationList([...tenantMigrations, further])
for (const path of paths) {
  const connection = new Connection(path, { busyTimeout: 5_000 })
  migrate(connection, list, undefined)
  connection.close()
}
