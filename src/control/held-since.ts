import { readFileSync, statSync } from 'node:fs'
import { toSqliteTime } from '../database/time.ts'
import type { DataDirectory } from '../tenancy/data-directory.ts'
import { isRunning } from '../tenancy/is-running.ts'
import { parseNote } from './data-directory-lock.ts'

/** When whoever has the data directory took it, to the second, in SQLite's text form; null for nobody. */
export function heldSince({ lock }: DataDirectory): string | null {
  try {
    const path = `${lock}.holder`
    const { pid } = parseNote(readFileSync(path, 'utf8'))
    return isRunning(pid) ? toSqliteTime(statSync(path).mtime).slice(0, 19) : null
  } catch {
    // Nobody has it, or has just let go of it.
    return null
  }
}
