import type { Connection } from './connection.ts'

/**
 * Frees the parsed schema and the pages until they are needed again. What is compiled stays so:
 * RESET has done its work once it is compiled (https://sqlite.org/pragma.html, "Some pragmas run
 * during the SQL compilation stage"), and only its run would have everything compiled anew.
 */
export function forgetSchema(connection: Connection): void {
  connection.database.prepare('PRAGMA writable_schema = RESET').finalize()
  connection.execute('PRAGMA shrink_memory')
}
