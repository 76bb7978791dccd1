import type { Migration } from '../../src/database/migration.ts'

/**
 * How many tenants there are. Counting rows reads an entry of each, and whoever
 * asks is a server: at start, and whenever its metrics are read.
 */
export const tenantCount: Migration = {
  name: '0011-tenant-count',
  // The triggers count for older code, too.
  servesFrom: { read: 1, write: 1 },
  up: [
    'CREATE TABLE tenant_count (tenants INTEGER NOT NULL)',
    'INSERT INTO tenant_count (tenants) SELECT count(*) FROM tenants',
    `CREATE TRIGGER tenant_count_made AFTER INSERT ON tenants
     BEGIN UPDATE tenant_count SET tenants = tenants + 1; END`,
    `CREATE TRIGGER tenant_count_gone AFTER DELETE ON tenants
     BEGIN UPDATE tenant_count SET tenants = tenants - 1; END`,
  ],
  down: [
    'DROP TRIGGER tenant_count_gone',
    'DROP TRIGGER tenant_count_made',
    'DROP TABLE tenant_count',
  ],
}
