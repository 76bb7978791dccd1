import { tenantMigrations } from '../../migrations/tenant/index.ts'
import type { Durability } from '../../src/config.ts'
import { PendingMigrations } from '../../src/database/errors.ts'
import { migrate } from '../../src/database/migrate.ts'
import type { Migration } from '../../src/database/migration.ts'
import { MigrationList } from '../../src/database/migration-list.ts'
import { withConnection } from '../../src/database/with-connection.ts'
import type { TenantEngine } from '../../src/tenancy/tenant-database.ts'
import { WorkspaceDatabase, workspaceMigrations } from '../../src/workspace-database.ts'
import { workspaceEngine } from '../../src/workspace-engine.ts'

/** Rewrites a column of every message, and indexes it. */
const heavy: Migration = {
  name: `${String(workspaceMigrations.latest + 1).padStart(4, '0')}-heavy`,
  up: [
    'UPDATE messages SET edited_at = created_at',
    'CREATE INDEX messages_edited ON messages(edited_at)',
  ],
  down: ['DROP INDEX messages_edited'],
  // Today's models go on with such a file, so the pool can lend them.
  servesFrom: { read: workspaceMigrations.latest, write: workspaceMigrations.latest },
}

const migrations = new MigrationList([...tenantMigrations, heavy])

/** The Conclave after this one, whose last migration is a heavy one. */
export function heavyEngine(durability: Durability): TenantEngine<WorkspaceDatabase> {
  return {
    ...workspaceEngine(durability),
    latestVersion: migrations.latest,
    open(path, owner) {
      const db = new WorkspaceDatabase({ path, owner, durability })
      if (db.version === migrations.latest) return db
      db.close()
      throw new PendingMigrations('the heavy one is pending')
    },
    migrate: (path, owner) =>
      withConnection(path, (connection) => migrate(connection, migrations, owner)),
    // Each by itself: the batches of the product are of the product's migrations.
    batch: () => undefined,
  }
}
