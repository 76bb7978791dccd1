import type { Migration } from '../../src/database/migration.ts'

/** The newest message that somebody wrote in a room and nobody deleted; `messages_said` ends with it. */
const NEWEST = `coalesce((SELECT max(id) FROM messages
    WHERE room_id = rooms.id AND deleted_at IS NULL AND notice IS NULL), 0)`

/**
 * `last_said_id`: by it a list of rooms is sorted. To look for it in each of somebody's rooms reads
 * as many pages of an index as large as all messages; the rooms themselves stay in the cache.
 * Triggers keep it, because messages come and go by many ways.
 */
export const newestMessages: Migration = {
  name: '0018-newest-messages',
  // The triggers work for older code, too.
  servesFrom: { read: 1, write: 13 },
  up: [
    'ALTER TABLE rooms ADD COLUMN last_said_id INTEGER NOT NULL DEFAULT 0',
    `UPDATE rooms SET last_said_id = ${NEWEST}`,
    `CREATE TRIGGER messages_said_insert AFTER INSERT ON messages
WHEN new.deleted_at IS NULL AND new.notice IS NULL BEGIN
  UPDATE rooms SET last_said_id = new.id WHERE id = new.room_id AND last_said_id < new.id;
END`,
    `CREATE TRIGGER messages_said_update AFTER UPDATE OF room_id, deleted_at, notice ON messages BEGIN
  UPDATE rooms SET last_said_id = ${NEWEST} WHERE id IN (old.room_id, new.room_id);
END`,
    `CREATE TRIGGER messages_said_delete AFTER DELETE ON messages
WHEN old.id = (SELECT last_said_id FROM rooms WHERE id = old.room_id) BEGIN
  UPDATE rooms SET last_said_id = ${NEWEST} WHERE id = old.room_id;
END`,
  ],
  down: [
    'DROP TRIGGER messages_said_delete',
    'DROP TRIGGER messages_said_update',
    'DROP TRIGGER messages_said_insert',
    'ALTER TABLE rooms DROP COLUMN last_said_id',
  ],
}
