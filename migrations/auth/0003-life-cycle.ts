import type { Migration } from '../../src/database/migration.ts'

/** What a tenant was before it was archived or deleted, its former slugs, and operations under way. */
export const lifeCycle: Migration = {
  name: '0003-life-cycle',
  // Older code may read. If it wrote, it could give a former slug away, or change a tenant while an
  // operation that it knows nothing of is half done.
  servesFrom: { read: 1, write: 3 },
  up: [
    'ALTER TABLE tenants ADD COLUMN state_reason TEXT',
    'ALTER TABLE tenants ADD COLUMN archived_from TEXT',
    'ALTER TABLE tenants ADD COLUMN deleted_from TEXT',
    // The daily purge looks only at what is due.
    `CREATE INDEX tenants_due ON tenants(delete_after) WHERE state = 'deleting'`,
    `CREATE TABLE former_slugs (
      slug TEXT PRIMARY KEY COLLATE NOCASE,
      tenant_id TEXT NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
      until TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) WITHOUT ROWID`,
    'CREATE INDEX former_slugs_tenant ON former_slugs(tenant_id)',
    `CREATE TABLE tenant_operations (
      tenant_id TEXT PRIMARY KEY REFERENCES tenants(id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      step TEXT NOT NULL,
      data TEXT NOT NULL,
      started_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    ) WITHOUT ROWID`,
  ],
  down: [
    'DROP TABLE tenant_operations',
    'DROP TABLE former_slugs',
    'DROP INDEX tenants_due',
    'ALTER TABLE tenants DROP COLUMN deleted_from',
    'ALTER TABLE tenants DROP COLUMN archived_from',
    'ALTER TABLE tenants DROP COLUMN state_reason',
  ],
}
