import type { Migration } from '../../src/database/migration.ts'

/**
 * What was made under which Idempotency-Key, so that a request that is sent twice is carried out
 * once. A row goes with what it made in one transaction. `scope` is a digest of the person and the
 * operation, `request` one of what was asked for: neither can be read here.
 *
 * Rows are appended and grow old in the order of their ids. The index begins with the key: those
 * that begin with the time (UUIDv7, ULID) come to lie side by side, whoever sends them, while
 * random ones change a page each.
 */
export const idempotencyKeys: Migration = {
  name: '0009-idempotency-keys',
  // To older code it is a table that it does not know.
  servesFrom: { read: 1, write: 8 },
  up: [
    `CREATE TABLE idempotency_keys (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  scope TEXT NOT NULL,
  request TEXT NOT NULL,
  resource_id INTEGER NOT NULL,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (key, scope)
)`,
  ],
  down: ['DROP TABLE idempotency_keys'],
}
