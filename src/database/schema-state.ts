import type { Connection } from './connection.ts'
import { DatabaseFailed, ForeignDatabase } from './errors.ts'

/** `PRAGMA application_id` of every file of ours: "Cncl" (https://sqlite.org/fileformat2.html#application_id). */
export const APPLICATION_ID = 0x436e636c

/** What a file says of itself. */
export interface SchemaState {
  /** Migrations applied; 0 is an empty database. */
  readonly version: number
  /** Whose database it is: the tenant's id, or the name of a shared database. */
  readonly owner: string
  /** Chained checksum of all applied migrations. */
  readonly fingerprint: string
  /** The oldest code, by the number of migrations it knows, that may read the file, and write it. */
  readonly readableFrom: number
  readonly writableFrom: number
}

const STATE = `
  SELECT v.user_version AS version, a.application_id AS applicationId, i.owner,
         coalesce(m.fingerprint, '') AS fingerprint,
         coalesce(m.readable_from, v.user_version) AS readableFrom,
         coalesce(m.writable_from, v.user_version) AS writableFrom
  FROM pragma_user_version AS v, pragma_application_id AS a, schema_identity AS i
  LEFT JOIN schema_migrations AS m ON m.version = v.user_version`

/**
 * Reads the state in one statement; it is the first touch of the file.
 *
 * @param owner whose database it has to be; undefined accepts anybody's
 * @throws ForeignDatabase when it is not ours, or somebody else's
 */
export function readSchemaState(connection: Connection, owner: string | undefined): SchemaState {
  let row: (SchemaState & { applicationId: number }) | null
  try {
    row = connection.prepare<SchemaState & { applicationId: number }>(STATE).get()
  } catch (error) {
    if (error instanceof DatabaseFailed && /no such (?:table|column)/.test(error.message)) {
      throw new ForeignDatabase('the file is not a Conclave database', { cause: error })
    }
    throw error
  }
  if (row?.applicationId !== APPLICATION_ID) {
    throw new ForeignDatabase('the file is not a Conclave database')
  }
  if (owner !== undefined && row.owner !== owner) {
    throw new ForeignDatabase(`the file belongs to ${row.owner}, not to ${owner}`)
  }
  return row
}

/**
 * Makes an empty database ours: bookkeeping tables, owner, application id.
 * Two small tables, because every open parses every table.
 */
export const IDENTITY_SCHEMA = [
  `CREATE TABLE schema_identity (owner TEXT NOT NULL)`,
  `CREATE TABLE schema_migrations (
    version INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    readable_from INTEGER NOT NULL,
    writable_from INTEGER NOT NULL,
    applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
  )`,
] as const
