import type { Sql, Statement } from '../database/port.ts'

/** A statement that is prepared once, at its first use. */
export type Prepared<Row> = () => Statement<Row>

/**
 * Keeps `text` until it is first needed. Opening a workspace must stay cheap,
 * and most requests use two or three of the models' forty statements.
 */
export function prepared<Row>(sql: Sql, text: string): Prepared<Row> {
  let statement: Statement<Row> | undefined
  return () => {
    statement ??= sql.prepare<Row>(text)
    return statement
  }
}
