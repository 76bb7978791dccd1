import type { Migration } from '../../src/database/migration.ts'

/**
 * `revision` counts the texts that a message has had. `message_revisions` holds the earlier
 * ones, each with the moment from which it was shown; the last one stays in the message.
 */
export const messageRevisions: Migration = {
  name: '0004-message-revisions',
  // Older code may read. It may not write: what it deletes would keep its history.
  servesFrom: { read: 1, write: 4 },
  up: [
    'ALTER TABLE messages ADD COLUMN revision INTEGER NOT NULL DEFAULT 1',
    `CREATE TABLE message_revisions (
  message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  content TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  PRIMARY KEY (message_id, revision)
) WITHOUT ROWID`,
  ],
  down: ['DROP TABLE message_revisions', 'ALTER TABLE messages DROP COLUMN revision'],
}
