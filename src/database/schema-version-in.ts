import { closeSync, openSync, readSync } from 'node:fs'

/** Where a file has `PRAGMA user_version` (https://sqlite.org/fileformat2.html#the_database_header). */
const USER_VERSION = 60

/** The schema version of a file that nobody has open, without opening it as a database. */
export function schemaVersionIn(path: string): number {
  const bytes = Buffer.alloc(4)
  const descriptor = openSync(path, 'r')
  try {
    readSync(descriptor, bytes, 0, 4, USER_VERSION)
  } finally {
    closeSync(descriptor)
  }
  return bytes.readUInt32BE()
}
