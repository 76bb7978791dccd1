import type { Migration } from '../../src/database/migration.ts'

/**
 * `left_at`: since when somebody is no member any more. Their row keeps its `auth_id`, so that it
 * is found when they come back, and when they are to be erased. `departures_seen` is how far this
 * file has followed what the auth database says of people who left or were erased: a file that
 * comes back from an older state knows by it what it has missed.
 */
export const departures: Migration = {
  name: '0008-departures',
  // Older code may read. If it wrote, it would cut the tie by which people are erased.
  servesFrom: { read: 1, write: 8 },
  up: [
    'ALTER TABLE users ADD COLUMN left_at TIMESTAMP',
    // Not unique: older files may hold two addresses that differ in case only.
    'CREATE INDEX users_email_any_case ON users(email COLLATE NOCASE)',
    `CREATE TABLE departures_seen (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      seq INTEGER NOT NULL
    )`,
    'INSERT INTO departures_seen VALUES (1, 0)',
  ],
  down: [
    'DROP TABLE departures_seen',
    'DROP INDEX users_email_any_case',
    // To older code somebody who left is nobody's projection.
    'UPDATE users SET auth_id = NULL WHERE left_at IS NOT NULL',
    'ALTER TABLE users DROP COLUMN left_at',
  ],
}
