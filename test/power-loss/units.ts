import { Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMMIT_DEFAULTS, type CommitOptions } from './commit-options.ts'
import { type CrashState, crashStates, type Log, type Mode, type Moments } from './crash-states.ts'
import { type RecordOptions, recordWrites } from './record.ts'

const PROGRAM = join(import.meta.dir, 'programs/commit-units.ts')
const FILE = 'units.db'

/** Commits units, each run in a process of its own after the last one, and records the writes. */
export function recordUnits(
  runs: readonly Partial<CommitOptions>[],
  directory: string,
  recording?: RecordOptions,
): Promise<Log> {
  const commands = runs.map((options) => {
    const json = JSON.stringify({ ...COMMIT_DEFAULTS, ...options })
    return `"$1" "$2" "$3" '${json}'`
  })
  const program = [process.execPath, PROGRAM, join(directory, FILE)]
  return recordWrites(['sh', '-c', commands.join('; '), 'sh', ...program], directory, recording)
}

/** What is wrong with a state: a damaged file, half of a unit, or an acknowledged unit that is gone. */
export type Finding = { state: string; problem: string }

/**
 * Opens each state as a restarted server would.
 *
 * @param known units that were acknowledged before the record began
 */
export async function examineStates(
  log: Log,
  what: { at: Moments; modes: readonly Mode[] },
  known: readonly number[] = [],
): Promise<{ states: number; findings: Finding[] }> {
  const base = await mkdtemp(join(tmpdir(), 'power-loss-'))
  const findings: Finding[] = []
  let states = 0
  for (const state of crashStates(log, what)) {
    states += 1
    const directory = join(base, 'state')
    const problem = await examine(state, directory, known)
    if (problem) findings.push({ state: state.name, problem })
    await rm(directory, { recursive: true })
  }
  await rm(base, { recursive: true })
  return { states, findings }
}

async function examine(
  state: CrashState,
  directory: string,
  known: readonly number[],
): Promise<string | null> {
  state.restore(directory)
  const acknowledged = [...known, ...state.marks.map(Number)]
  const path = join(directory, FILE)
  if (!existsSync(path)) return acknowledged.length > 0 ? 'the file is gone' : null
  try {
    return examineFile(path, acknowledged)
  } catch (error) {
    return `SQLite: ${error instanceof Error ? error.message : error}`
  }
}

function examineFile(path: string, acknowledged: readonly number[]): string | null {
  using database = new Database(path, { readwrite: true, create: false, strict: true })
  database.run('PRAGMA synchronous = OFF') // this copy is thrown away
  const checks = database.query<{ integrity_check: string }, []>('PRAGMA integrity_check').all()
  const damage = checks.map((row) => row.integrity_check).join('; ')
  if (damage !== 'ok') return `damaged: ${damage}`
  const tables = database.query("SELECT 1 FROM sqlite_schema WHERE name = 'parts'").all()
  if (tables.length === 0) return acknowledged.length > 0 ? 'the tables are gone' : null
  const units = database
    .query<{ unit: number; whole: number }, []>(
      'SELECT unit, count(*) IN (parts, 1) AS whole FROM parts GROUP BY unit',
    )
    .all()
  const total = database.query<{ units: number }, []>('SELECT units FROM totals').get()?.units
  const half = units.filter((row) => !row.whole).map((row) => row.unit)
  if (half.length > 0) return `half of unit ${half}`
  if (total !== units.length) return `${units.length} units, but the total says ${total}`
  const there = new Set(units.map((row) => row.unit))
  const lost = acknowledged.filter((unit) => !there.has(unit))
  return lost.length > 0 ? `acknowledged and lost: ${lost}` : null
}
