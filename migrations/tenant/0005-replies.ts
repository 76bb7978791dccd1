import type { Migration } from '../../src/database/migration.ts'

/**
 * `reply_to_id` names the message of the same room that this one answers; `reply_count` is how
 * many answer it and are not deleted, so that a page of messages need not count. A reply outlives
 * what it answers.
 */
export const replies: Migration = {
  name: '0005-replies',
  // Older code may read. It may not write: it would not count what it deletes.
  servesFrom: { read: 1, write: 5 },
  up: [
    'ALTER TABLE messages ADD COLUMN reply_to_id INTEGER REFERENCES messages(id) ON DELETE SET NULL',
    'ALTER TABLE messages ADD COLUMN reply_count INTEGER NOT NULL DEFAULT 0',
    // Holds replies only. It ends with the rowid, so it keeps them in the order of their ids.
    'CREATE INDEX messages_reply_to ON messages(reply_to_id) WHERE reply_to_id IS NOT NULL',
  ],
  down: [
    'DROP INDEX messages_reply_to',
    'ALTER TABLE messages DROP COLUMN reply_count',
    'ALTER TABLE messages DROP COLUMN reply_to_id',
  ],
}
