import type { Migration } from '../../src/database/migration.ts'

/**
 * `last_read_id` is how far a member has read their room: a message with a higher id is unread.
 * Whatever was written before there were markers counts as read.
 */
export const readMarkers: Migration = {
  name: '0012-read-markers',
  // Older code may write: what it posts only stays unread for its author until they read on.
  servesFrom: { read: 1, write: 11 },
  up: [
    'ALTER TABLE room_members ADD COLUMN last_read_id INTEGER NOT NULL DEFAULT 0',
    `UPDATE room_members SET last_read_id =
  coalesce((SELECT max(id) FROM messages WHERE room_id = room_members.room_id), 0)`,
  ],
  down: ['ALTER TABLE room_members DROP COLUMN last_read_id'],
}
