import { tenantMigrations } from '../../migrations/tenant/index.ts'
import type { Durability } from '../../src/config.ts'
import { FileSystemSync } from '../../src/database/file-system-sync.ts'
import { migrate } from '../../src/database/migrate.ts'
import type { Migration } from '../../src/database/migration.ts'
import { MigrationBatch } from '../../src/database/migration-batch.ts'
import { MigrationList } from '../../src/database/migration-list.ts'
import { withConnection } from '../../src/database/with-connection.ts'
import type { TenantEngine } from '../../src/tenancy/tenant-database.ts'
import { type WorkspaceDatabase, workspaceMigrations } from '../../src/workspace-database.ts'
import { workspaceEngine } from '../../src/workspace-engine.ts'

/** As small as most are, and the same whatever the last one of the product is. */
const additive: Migration = {
  name: `${String(workspaceMigrations.latest + 1).padStart(4, '0')}-additive`,
  up: [
    'ALTER TABLE messages ADD COLUMN pinned_at TIMESTAMP',
    'CREATE INDEX messages_pinned ON messages(room_id, pinned_at) WHERE pinned_at IS NOT NULL',
  ],
  down: ['DROP INDEX messages_pinned', 'ALTER TABLE messages DROP COLUMN pinned_at'],
}

const migrations = new MigrationList([...tenantMigrations, additive])

/** The Conclave after this one, whose last migration adds a column and an index. */
export function additiveEngine(durability: Durability): TenantEngine<WorkspaceDatabase> {
  return {
    ...workspaceEngine(durability),
    latestVersion: migrations.latest,
    migrate: (path, owner) =>
      withConnection(path, (connection) => migrate(connection, migrations, owner)),
    batch(directory) {
      const sync = FileSystemSync.at(directory)
      return sync && new MigrationBatch(migrations, sync)
    },
  }
}
