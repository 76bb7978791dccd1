import type { Migration } from '../../src/database/migration.ts'

/**
 * `member_count`: a list of rooms would count thousands of rows without it. Triggers keep it, so
 * that whatever adds and removes members, a cascade too, need not know.
 */
export const memberCounts: Migration = {
  name: '0014-member-counts',
  // The triggers work for older code, too.
  servesFrom: { read: 1, write: 13 },
  up: [
    'ALTER TABLE rooms ADD COLUMN member_count INTEGER NOT NULL DEFAULT 0',
    `UPDATE rooms SET member_count =
  (SELECT count(*) FROM room_members WHERE room_id = rooms.id)`,
    `CREATE TRIGGER room_members_added AFTER INSERT ON room_members BEGIN
  UPDATE rooms SET member_count = member_count + 1 WHERE id = NEW.room_id;
END`,
    `CREATE TRIGGER room_members_removed AFTER DELETE ON room_members BEGIN
  UPDATE rooms SET member_count = member_count - 1 WHERE id = OLD.room_id;
END`,
  ],
  down: [
    'DROP TRIGGER room_members_removed',
    'DROP TRIGGER room_members_added',
    'ALTER TABLE rooms DROP COLUMN member_count',
  ],
}
