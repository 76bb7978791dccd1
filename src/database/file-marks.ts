import { Connection } from './connection.ts'
import type { Sql } from './port.ts'
import { syncPath } from './sync-path.ts'

/** What a file says of itself rather than of what it holds. */
export interface FileMarks {
  /** The tables that say it: any two files differ in them. */
  readonly tables: readonly string[]
  /** Notes in a file that it comes back from an older state. Belongs in a transaction. */
  comeBack(sql: Sql): void
}

export const NO_MARKS: FileMarks = { tables: [], comeBack: () => undefined }

/** Notes in a file that nobody uses yet that it comes back from an older state, and syncs it. */
export function markAsBack(path: string, marks: FileMarks): void {
  const connection = new Connection(path)
  try {
    connection.transaction(() => marks.comeBack(connection))
  } finally {
    connection.close()
  }
  syncPath(path)
}
