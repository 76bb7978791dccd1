import type { Migration } from '../../src/database/migration.ts'

/**
 * What was made under which Idempotency-Key, so that a request that is sent twice is carried out
 * once. A row goes with what it made in one transaction. It has no foreign key to that: it is of
 * use for a day, and ids are never used again. Rows grow old in the order of their ids.
 */
export const idempotencyKeys: Migration = {
  name: '0009-idempotency-keys',
  // To older code it is a table that it does not know.
  servesFrom: { read: 1, write: 8 },
  up: [
    `CREATE TABLE idempotency_keys (
  id INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  operation TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  resource_id INTEGER NOT NULL,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (user_id, operation, key)
)`,
  ],
  down: ['DROP TABLE idempotency_keys'],
}
