import type { Connection } from './connection.ts'
import {
  DatabaseBusy,
  DatabaseCorrupt,
  ForeignDatabase,
  MigrationHistoryChanged,
  NewerSchema,
} from './errors.ts'
import { lookAt } from './look-at.ts'
import type { MigrationList } from './migration-list.ts'
import {
  expectedObjects,
  type SchemaObjects,
  schemaDifferences,
  schemaObjects,
} from './schema-objects.ts'
import { readSchemaState } from './schema-state.ts'

export type FaultCode =
  | 'unreadable'
  | 'busy'
  | 'damaged'
  | 'foreign'
  | 'newer'
  | 'history'
  | 'drift'
  | 'dangling'
  | 'files-lost'
  | 'files-unknown'

/** One thing that is wrong with a database; `detail` is a line without its path. */
export interface Fault {
  readonly code: FaultCode
  readonly detail: string
}

export interface Examination {
  /** The file's own version; null when it cannot be read. */
  readonly version: number | null
  readonly faults: readonly Fault[]
}

/** What a file has to be. */
export interface Expectation {
  readonly list: MigrationList
  readonly owner: string
  /** Whether to read every page and every reference too. */
  readonly integrity: boolean
  /** What else to look for, in a file whose schema is as it has to be. */
  readonly also?: ((connection: Connection) => readonly Fault[]) | undefined
}

/** Differences that are named; a file that is not ours has a hundred. */
const MOST_NAMED = 5

const expectedByList = new WeakMap<MigrationList, Map<number, SchemaObjects>>()

/** Compares a database with what it says of itself, and changes nothing. It blocks. */
export function examineDatabase(path: string, expectation: Expectation): Examination {
  let version: number | null = null
  try {
    return lookAt(path, (connection) => {
      const faults: Fault[] = []
      const state = readSchemaState(connection, expectation.owner)
      version = state.version
      const fault = attempt(() => void expectation.list.fit(state))
      if (fault) faults.push(fault)
      // What newer code has made, only newer code can judge.
      else if (version <= expectation.list.latest) {
        faults.push(...driftOf(connection, expectation.list, version))
      }
      if (expectation.integrity) faults.push(...unsoundnessOf(connection))
      if (faults.length === 0 && version === expectation.list.latest) {
        faults.push(...(expectation.also?.(connection) ?? []))
      }
      return { version, faults }
    })
  } catch (error) {
    return { version, faults: [faultOf(error)] }
  }
}

function driftOf(connection: Connection, list: MigrationList, version: number): Fault[] {
  const differences = schemaDifferences(schemaObjects(connection), expectedAt(list, version))
  if (differences.length === 0) return []
  const more = differences.length - MOST_NAMED
  const named = differences.slice(0, MOST_NAMED).join(', ')
  return [{ code: 'drift', detail: `${named}${more > 0 ? `, and ${more} more` : ''}` }]
}

/** The same for a whole fleet, so it is made once for each version. */
function expectedAt(list: MigrationList, version: number): SchemaObjects {
  const known = expectedByList.get(list) ?? new Map<number, SchemaObjects>()
  expectedByList.set(list, known)
  const expected = known.get(version) ?? expectedObjects(list, version)
  known.set(version, expected)
  return expected
}

/** https://sqlite.org/pragma.html#pragma_integrity_check does not look at foreign keys. */
function unsoundnessOf(connection: Connection): Fault[] {
  const [first] = connection.query('PRAGMA integrity_check(1)', []).rows
  const found = String(Object.values(first ?? {})[0])
  if (found !== 'ok') return [{ code: 'damaged', detail: found.replaceAll('\n', ' ') }]
  const counts = new Map<string, number>()
  for (const { table, parent } of connection.query('PRAGMA foreign_key_check', []).rows) {
    const pair = `${table} refer to ${parent}`
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return [...counts].map(([pair, count]) => ({
    code: 'dangling',
    detail: `${count} rows of ${pair} that are not there`,
  }))
}

function attempt(work: () => void): Fault | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return faultOf(error)
  }
}

const CODES = [
  [ForeignDatabase, 'foreign'],
  [NewerSchema, 'newer'],
  [MigrationHistoryChanged, 'history'],
  [DatabaseCorrupt, 'damaged'],
  [DatabaseBusy, 'busy'],
] as const

function faultOf(error: unknown): Fault {
  const code = CODES.find(([kind]) => error instanceof kind)?.[1] ?? 'unreadable'
  return { code, detail: error instanceof Error ? error.message : String(error) }
}
