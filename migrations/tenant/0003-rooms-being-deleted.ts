import type { Migration } from '../../src/database/migration.ts'

/**
 * `deleting_at` marks a room that nobody sees any more while its messages are
 * deleted, some at a time. The index holds those rooms and no others: asking
 * whether there is one costs nothing, and after a crash that is how the rest is
 * found.
 */
export const roomsBeingDeleted: Migration = {
  name: '0003-rooms-being-deleted',
  // Version 1 may read: a marked room has no members, so to it as well it is a room that nobody
  // sees. Version 2 may write: it never comes upon such a room, and all that it makes is unmarked.
  // What it finds half deleted stays so until this version comes back.
  servesFrom: { read: 1, write: 2 },
  up: [
    'ALTER TABLE rooms ADD COLUMN deleting_at TIMESTAMP',
    'CREATE INDEX rooms_deleting ON rooms(deleting_at) WHERE deleting_at IS NOT NULL',
  ],
  down: [
    // Without the mark they would stay for good.
    'DELETE FROM messages WHERE room_id IN (SELECT id FROM rooms WHERE deleting_at IS NOT NULL)',
    'DELETE FROM room_members WHERE room_id IN (SELECT id FROM rooms WHERE deleting_at IS NOT NULL)',
    'DELETE FROM rooms WHERE deleting_at IS NOT NULL',
    'DROP INDEX rooms_deleting',
    'ALTER TABLE rooms DROP COLUMN deleting_at',
  ],
}
