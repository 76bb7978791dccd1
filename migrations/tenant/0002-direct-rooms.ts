import type { Migration } from '../../src/database/migration.ts'

/**
 * `direct_key` names the pair of a direct room: both user ids in order, joined by
 * a colon (a colon or percent sign inside an id is percent-encoded, so that no
 * two pairs share a key). Its unique index makes "same pair, same room" a rule
 * of the file. Group rooms have none.
 */
export const directRooms: Migration = {
  name: '0002-direct-rooms',
  // Version 1 may read: to it the column is one more that it does not know.
  // It may not write: a direct room without its key is one that this version
  // does not find, and would make a second time.
  servesFrom: { read: 1, write: 2 },
  up: [
    'ALTER TABLE rooms ADD COLUMN direct_key TEXT',
    // The oldest room of a pair gets the key; a later double stays readable, without one.
    `UPDATE rooms SET direct_key = pair.direct_key
FROM (
  SELECT min(room_id) AS room_id, direct_key
  FROM (
    SELECT m.room_id,
      replace(replace(min(m.user_id), '%', '%25'), ':', '%3A') || ':' ||
      replace(replace(max(m.user_id), '%', '%25'), ':', '%3A') AS direct_key
    FROM room_members m JOIN rooms r ON r.id = m.room_id
    WHERE r.type = 'direct'
    GROUP BY m.room_id
    HAVING count(*) = 2
  )
  GROUP BY direct_key
) AS pair
WHERE rooms.id = pair.room_id`,
    'CREATE UNIQUE INDEX rooms_direct_key ON rooms(direct_key)',
  ],
  down: ['DROP INDEX rooms_direct_key', 'ALTER TABLE rooms DROP COLUMN direct_key'],
}
