import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from './database/connection.ts'
import type { Fault } from './database/examine-database.ts'
import { CONTENT } from './workspace-export.ts'

/**
 * Compares what the rows say is uploaded with what lies there, both ways. A content that the books
 * know to be unused is on its way in or out. It blocks.
 *
 * @param directory of the attachments
 */
export function fileFaults(connection: Connection, directory: string): Fault[] {
  // Before the rows are read: what an upload puts there is in the books by then.
  const there = existsSync(directory)
    ? readdirSync(directory).filter((one) => CONTENT.test(one))
    : []
  const missing = connection
    .prepare<{ sha256: string }>('SELECT DISTINCT sha256 FROM files')
    .all()
    .filter(({ sha256 }) => !existsSync(join(directory, sha256)))
  const isKnown = connection.prepare<{ known: 1 }>(
    `SELECT 1 AS known FROM files WHERE sha256 = ?
     UNION ALL SELECT 1 FROM unused_contents WHERE sha256 = ? LIMIT 1`,
  )
  const unknown = there.filter((name) => isKnown.get(name, name) === null)
  return [
    ...(missing.length === 0 ? [] : [fault('files-lost', missing[0]?.sha256, missing.length)]),
    ...(unknown.length === 0 ? [] : [fault('files-unknown', unknown[0], unknown.length)]),
  ]
}

function fault(
  code: 'files-lost' | 'files-unknown',
  first: string | undefined,
  count: number,
): Fault {
  return { code, detail: count === 1 ? `files/${first}` : `files/${first} and ${count - 1} more` }
}
