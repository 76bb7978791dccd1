import type { Migration } from '../../src/database/migration.ts'

/** Who may find a room and join it, what it is about, and since when nothing is written in it. */
export const roomSettings: Migration = {
  name: '0010-room-settings',
  // Older code may read. It may not write: it would go on writing in an archived room.
  servesFrom: { read: 1, write: 10 },
  up: [
    `ALTER TABLE rooms ADD COLUMN visibility TEXT NOT NULL DEFAULT 'private'
  CHECK (visibility IN ('private', 'public'))`,
    'ALTER TABLE rooms ADD COLUMN topic TEXT',
    'ALTER TABLE rooms ADD COLUMN archived_at TIMESTAMP',
    // What somebody can join, and no other room.
    `CREATE INDEX rooms_to_join ON rooms(visibility)
WHERE visibility = 'public' AND archived_at IS NULL AND deleting_at IS NULL`,
  ],
  down: [
    'DROP INDEX rooms_to_join',
    'ALTER TABLE rooms DROP COLUMN archived_at',
    'ALTER TABLE rooms DROP COLUMN topic',
    'ALTER TABLE rooms DROP COLUMN visibility',
  ],
}
