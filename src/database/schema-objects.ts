import type { Connection } from './connection.ts'
import { buildDatabase } from './database-image.ts'
import type { MigrationList } from './migration-list.ts'

/** By type and name, as `table rooms`: the text that made it. */
export type SchemaObjects = ReadonlyMap<string, string | null>

interface SchemaRow {
  readonly type: string
  readonly name: string
  readonly sql: string | null
}

/** What SQLite itself keeps; its text is SQLite's own. */
const INTERNAL = /^sqlite_(?:sequence|stat[14])$/

export function schemaObjects(connection: Connection): SchemaObjects {
  const rows = connection
    .prepare<SchemaRow>('SELECT type, name, sql FROM sqlite_schema')
    .all()
    .filter(({ name }) => !INTERNAL.test(name))
  return new Map(rows.map(({ type, name, sql }) => [`${type} ${name}`, sql]))
}

/**
 * What the migrations up to `version` make.
 *
 * @param more statements that come after them
 */
export function expectedObjects(
  list: MigrationList,
  version: number,
  more: readonly string[] = [],
): SchemaObjects {
  const template = buildDatabase(list.upTo(version))
  try {
    for (const sql of more) template.execute(sql)
    return schemaObjects(template)
  } finally {
    template.close()
  }
}

/** Where a schema is not what it has to be, to the letter; empty when it is. */
export function schemaDifferences(found: SchemaObjects, expected: SchemaObjects): string[] {
  const differences: string[] = []
  for (const [name, sql] of found) {
    if (!expected.has(name)) differences.push(`has a foreign ${printable(name)}`)
    else if (expected.get(name) !== sql) differences.push(`has a ${name} that is not ours`)
  }
  for (const name of expected.keys()) if (!found.has(name)) differences.push(`lacks the ${name}`)
  return differences
}

/** The name of a foreign object may be anything, and goes to a terminal. */
function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80)
}
