import type { Migration } from '../../src/database/migration.ts'
import { followInserts, INSERTED_BY_32, THROUGH } from './0015-message-search.ts'

/**
 * Messages behind the index at the most: a search that has to read so many itself takes 8 ms
 * longer.
 */
const MOST = 4_096
/** Beyond that, how many enter with each new one. */
const PORTION = 64

const NEXT = `(SELECT max(id) FROM (
    SELECT id FROM messages WHERE id > ${THROUGH} ORDER BY id LIMIT ${PORTION}
  ))`

/**
 * Leaves it to `indexMessages` to take new messages into the index, away from where requests are
 * served: a third of what a post costs is that, and now and then the index merges what it has for
 * 20 ms and more. Where nobody does it, as in the commands of an older version, they enter it in
 * portions as before.
 */
export const indexedBehind: Migration = {
  name: '0019-indexed-behind',
  servesFrom: { read: 1, write: 13 },
  up: [
    'DROP TRIGGER messages_search_insert',
    followInserts(`new.id >= ${THROUGH} + ${MOST}`, NEXT),
  ],
  down: ['DROP TRIGGER messages_search_insert', INSERTED_BY_32],
}
