import type { Migration } from '../../src/database/migration.ts'

/**
 * What has happened, in order, for clients that follow along. A row holds ids and never content,
 * and no foreign keys: it tells of what is gone, too. `seq` is the highest one and one more; the
 * newest row always stays, so that none comes twice.
 *
 * `epoch` says of which log a `seq` is: a file that comes back from an older state grows past the
 * numbers that clients have seen before, and then has another epoch.
 */
export const events: Migration = {
  name: '0016-events',
  // Older code may read. It may not write: nobody would be told of what it does.
  servesFrom: { read: 1, write: 16 },
  up: [
    `CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  room_id INTEGER,
  message_id INTEGER,
  user_id TEXT,
  detail TEXT,
  created_at TIMESTAMP NOT NULL
)`,
    'CREATE TABLE event_log (epoch INTEGER NOT NULL)',
    'INSERT INTO event_log VALUES (random() & 2199023255551)',
  ],
  down: ['DROP TABLE event_log', 'DROP TABLE events'],
}
