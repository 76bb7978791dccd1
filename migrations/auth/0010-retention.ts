import type { Migration } from '../../src/database/migration.ts'

/**
 * Which workspaces keep messages for so many days only, and when each is to be looked at next: what
 * is due is found without asking the others.
 */
export const retention: Migration = {
  name: '0010-retention',
  // Under older code nothing grows old; what is due then is due still.
  servesFrom: { read: 1, write: 1 },
  up: [
    `CREATE TABLE retention (
      tenant_id TEXT PRIMARY KEY REFERENCES tenants(id) ON DELETE CASCADE,
      days INTEGER NOT NULL CHECK (days > 0),
      due_at TEXT NOT NULL
    ) WITHOUT ROWID`,
    'CREATE INDEX retention_due ON retention(due_at)',
  ],
  down: ['DROP TABLE retention'],
}
