import type { Migration } from '../../src/database/migration.ts'

/** Bytes that a workspace may hold: null is the quota of all others, 0 is none. */
export const quotas: Migration = {
  name: '0009-quotas',
  // To older code it is a column that it does not know, and nothing is limited.
  servesFrom: { read: 1, write: 1 },
  up: ['ALTER TABLE tenants ADD COLUMN quota_bytes INTEGER CHECK (quota_bytes >= 0)'],
  down: ['ALTER TABLE tenants DROP COLUMN quota_bytes'],
}
