import type { Sql } from '../../database/port.ts'

/**
 * Takes the oldest messages that the index does not have yet into it, and `most` of them. Belongs
 * in a transaction.
 *
 * @returns whether there are more
 */
export function indexMessages(sql: Sql, most: number): boolean {
  const last = sql
    .prepare<{ id: number | null; length: number }>(
      `SELECT max(id) AS id, count(*) AS length FROM (
         SELECT id FROM messages WHERE id > (SELECT through FROM search_state WHERE only = 1)
         ORDER BY id LIMIT +?
       )`,
    )
    .get(most)
  // The rest is done by the triggers of the table.
  if (last?.id) sql.prepare('UPDATE search_state SET through = ? WHERE only = 1').run(last.id)
  return last?.length === most
}
