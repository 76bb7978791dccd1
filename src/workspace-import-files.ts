import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from './database/connection.ts'
import { CONTENT } from './workspace-export.ts'
import { ImportRefused } from './workspace-import-refused.ts'

/** Paths are made of it, and lengths of answers. */
const WRONG = `SELECT 1 FROM files
  WHERE length(sha256) <> 64 OR sha256 GLOB '*[^0-9a-f]*' OR typeof(bytes) <> 'integer' OR bytes < 1
  LIMIT 1`

/** As the triggers would have counted. */
const COUNT = `UPDATE files_total SET bytes = (
  SELECT coalesce(sum(bytes), 0) FROM (SELECT max(bytes) AS bytes FROM files GROUP BY sha256)
)`

/**
 * Holds contents to their names and rows: whoever uploads the same later gets what lies there. One
 * that is missing stays so; it was deleted while the export was made. Blocks.
 *
 * @param directory where the attachments have been put
 * @throws ImportRefused
 */
export function checkFiles(connection: Connection, directory: string): void {
  if (connection.query(WRONG, []).rows.length > 0) {
    throw new ImportRefused('what the file says of an upload cannot be')
  }
  const names = existsSync(directory)
    ? readdirSync(directory).filter((name) => CONTENT.test(name))
    : []
  const other = connection.prepare<{ found: 1 }>(
    'SELECT 1 AS found FROM files WHERE sha256 = ? AND bytes <> ? LIMIT 1',
  )
  for (const name of names) {
    const path = join(directory, name)
    if (sha256Of(path) !== name || other.get(name, statSync(path).size) !== null) {
      throw new ImportRefused('an attachment in the file is not what its name says')
    }
  }
  connection.execute(COUNT)
}

const CHUNK = 1024 * 1024

function sha256Of(path: string): string {
  const hash = createHash('sha256')
  const buffer = Buffer.alloc(CHUNK)
  const descriptor = openSync(path, 'r')
  try {
    for (;;) {
      const length = readSync(descriptor, buffer, 0, CHUNK, null)
      if (length === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, length))
    }
  } finally {
    closeSync(descriptor)
  }
}
