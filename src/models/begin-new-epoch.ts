import type { Sql } from '../database/port.ts'

/**
 * A file that somebody brings may have no row, or several. The number is as migration 0016 has
 * it: with a generation added it stays far below 2^53.
 */
export const NEW_EPOCH = [
  'DELETE FROM event_log',
  'INSERT INTO event_log VALUES (random() & 2199023255551)',
] as const

/**
 * Says that the log is not the one that clients have followed so far: they load everything again.
 * For a file that comes from an older state, or from another workspace. Belongs in a transaction.
 */
export function beginNewEpoch(sql: Sql): void {
  for (const statement of NEW_EPOCH) sql.prepare(statement).run()
}
