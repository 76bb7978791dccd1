import type { Migration } from '../../src/database/migration.ts'

/**
 * `notice` makes a message one that nobody wrote: what happened in the room at this point, such
 * as who joined, as a JSON object of ids and names. `messages_said` holds what people wrote and
 * did not delete, which is what can be unread.
 */
export const notices: Migration = {
  name: '0011-notices',
  // Older code may read: to it a notice is an empty message. It may not write: it would let
  // people edit them.
  servesFrom: { read: 1, write: 11 },
  up: [
    'ALTER TABLE messages ADD COLUMN notice TEXT',
    // With the two columns, which are always null in it, the index alone can count.
    `CREATE INDEX messages_said ON messages(room_id, deleted_at, notice)
WHERE deleted_at IS NULL AND notice IS NULL`,
  ],
  down: [
    'DROP INDEX messages_said',
    'DELETE FROM messages WHERE notice IS NOT NULL',
    'ALTER TABLE messages DROP COLUMN notice',
  ],
}
