import type { Sql } from '../database/port.ts'

/**
 * Says that the log is not the one that clients have followed so far: they load everything again.
 * For a file that comes from an older state, or from another workspace. Belongs in a transaction.
 */
export function beginNewEpoch(sql: Sql): void {
  // A file that somebody brings may have no row, or several.
  sql.prepare('DELETE FROM event_log').run()
  sql.prepare(`INSERT INTO event_log VALUES (${ANY_EPOCH})`).run()
}

/** As migration 0016 has it. With a generation added it stays far below 2^53. */
const ANY_EPOCH = 'random() & 2199023255551'
