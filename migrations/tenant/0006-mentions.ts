import type { Migration } from '../../src/database/migration.ts'

/**
 * Whom each message mentions. Its room stands in the row as well, so that one range of the key
 * counts what is unread of somebody in a room; `mention_count` spares the question for messages
 * that mention nobody.
 */
export const mentions: Migration = {
  name: '0006-mentions',
  // Older code may read. It may not write: what it edits and deletes would go on mentioning.
  servesFrom: { read: 1, write: 6 },
  up: [
    'ALTER TABLE messages ADD COLUMN mention_count INTEGER NOT NULL DEFAULT 0',
    `CREATE TABLE message_mentions (
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  room_id INTEGER NOT NULL,
  message_id INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, room_id, message_id)
) WITHOUT ROWID`,
    'CREATE INDEX message_mentions_newest ON message_mentions(user_id, message_id)',
    'CREATE INDEX message_mentions_message ON message_mentions(message_id, user_id)',
  ],
  down: ['DROP TABLE message_mentions', 'ALTER TABLE messages DROP COLUMN mention_count'],
}
