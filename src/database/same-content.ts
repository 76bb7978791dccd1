import type { Connection } from './connection.ts'

/** Ordinary tables; a search index is made of one, and when it was applied is not content. */
const TABLES = `
  SELECT name FROM pragma_table_list
  WHERE schema = 'main' AND type = 'table'
    AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'schema_migrations'
  ORDER BY name`

/**
 * Whether two databases hold the same rows in tables with the same columns. The
 * other one has to be attached to the connection.
 *
 * @param other the name under which it is attached
 * @param except tables in which any two files differ
 */
export function hasSameContent(
  connection: Connection,
  other: string,
  except: readonly string[] = [],
): boolean {
  const tables = connection.query(TABLES, []).rows.map(({ name }) => String(name))
  return tables.every((table) => {
    if (except.includes(table)) return true
    const columns = columnsOf(connection, 'main', table)
    if (columns.join() !== columnsOf(connection, other, table).join()) return false
    // quote() keeps the types apart, and letters that a NOCASE column takes for the same.
    const values = columns.map((column) => `quote(${quoted(column)})`).join()
    const rows = (schema: string) => `SELECT ${values} FROM ${schema}.${quoted(table)}`
    const [row] = connection.query(
      `SELECT EXISTS (${rows('main')} EXCEPT ${rows(other)})
         OR EXISTS (${rows(other)} EXCEPT ${rows('main')}) AS differs`,
      [],
    ).rows
    return row?.['differs'] === 0
  })
}

function columnsOf(connection: Connection, schema: string, table: string): string[] {
  return connection
    .query('SELECT name FROM pragma_table_info(?, ?) ORDER BY cid', [table, schema])
    .rows.map(({ name }) => String(name))
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
