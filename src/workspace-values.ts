import type { Connection } from './database/connection.ts'

/** More than any request can hold, and so than anything that came by one; bytes. */
const LONGEST_TEXT = 65_536
/** Far above every id, size and time, and far enough below 2^53 for ids to be counted on. */
const GREATEST_INTEGER = 2 ** 48

/**
 * What a column may hold besides NULL, by the type that it is declared with.
 * SQLite itself takes any value in any column (https://sqlite.org/flextypegood.html).
 */
const ALLOWED: Readonly<Record<string, (column: string) => string>> = {
  INTEGER: (column) =>
    `typeof(${column}) = 'integer' AND ${column} BETWEEN -${GREATEST_INTEGER} AND ${GREATEST_INTEGER}`,
  TEXT: (column) => `typeof(${column}) = 'text' AND octet_length(${column}) <= ${LONGEST_TEXT}`,
  TIMESTAMP: (column) =>
    `typeof(${column}) = 'text' AND ${column} IN
       (strftime('%Y-%m-%d %H:%M:%S', ${column}), strftime('%Y-%m-%d %H:%M:%f', ${column}))`,
}

/**
 * The first column, as `messages.created_at`, in which a database that is ours to
 * the letter holds what our code never writes, and would not know how to show.
 *
 * @param except tables that nobody is going to read
 */
export function strangeValue(connection: Connection, except: readonly string[]): string | null {
  const tables = connection
    .prepare<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
    .all()
  for (const { name } of tables) {
    if (except.includes(name)) continue
    const column = strangeColumn(connection, name)
    if (column !== null) return `${name}.${column}`
  }
  return null
}

interface Column {
  readonly name: string
  readonly type: string
  /** What an INSERT without the column writes. */
  readonly dflt_value: string | null
}

function strangeColumn(connection: Connection, table: string): string | null {
  const checks = columnsOf(connection, table).flatMap(({ name, type, dflt_value }) => {
    const quoted = `"${name}"`
    const allowed = ALLOWED[type]?.(quoted)
    if (allowed === undefined) return []
    // Only somebody who names such a column can put NULL there, and our code does not.
    const condition =
      dflt_value === null ? `${quoted} IS NULL OR (${allowed})` : `coalesce(${allowed}, 0)`
    return [`WHEN NOT coalesce(${condition}, 0) THEN '${name}'`]
  })
  if (checks.length === 0) return null
  const strange = `CASE ${checks.join(' ')} END`
  const found = connection
    .prepare<{ name: string }>(
      `SELECT ${strange} AS name FROM "${table}" WHERE ${strange} IS NOT NULL LIMIT 1`,
    )
    .all()
  return found[0]?.name ?? null
}

function columnsOf(connection: Connection, table: string): readonly Column[] {
  // SQLite's own table says nothing of types. An id that it counts up must leave room for more.
  if (table === 'sqlite_sequence') return [{ name: 'seq', type: 'INTEGER', dflt_value: '0' }]
  return connection
    .prepare<Column>('SELECT name, type, dflt_value FROM pragma_table_info(?)')
    .all(table)
}
