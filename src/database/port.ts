/**
 * The port: all that models and migrations know of SQLite.
 *
 * It is small and synchronous so that a second engine can stand behind it one
 * day (a Durable Object has the same shape). Its limits are that engine's:
 * positional parameters only, at most 100 per statement, no booleans, dates or
 * integers beyond 2^53, no ATTACH, no temporary tables, no PRAGMA.
 */
export type SqlValue = string | number | null | Uint8Array

/** What a statement that writes did: rows changed, and the last rowid that was inserted. */
export interface RunResult {
  readonly changes: number
  readonly lastInsertRowid: number
}

/** A prepared statement. It lives as long as the connection it came from. */
export interface Statement<Row> {
  /** Every row, in the order of the query. */
  all(...parameters: SqlValue[]): Row[]
  /** The first row, or null. A statement that writes is stepped to its end all the same. */
  get(...parameters: SqlValue[]): Row | null
  /** Runs the statement for what it changes. */
  run(...parameters: SqlValue[]): RunResult
}

export interface Sql {
  /** Prepares one statement. Throws a named error from errors.ts when the SQL is wrong. */
  prepare<Row = Record<string, SqlValue>>(sql: string): Statement<Row>
  /**
   * Runs `work` inside a transaction, or inside a savepoint when one is already
   * open; a throw undoes what `work` did. `work` must be synchronous.
   */
  transaction<T>(work: () => T): T
}
