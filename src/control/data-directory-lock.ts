import { existsSync, readFileSync } from 'node:fs'
import { atPath } from '../database/at-path.ts'
import { type FileLock, lockFile } from '../database/file-lock.ts'
import type { DataDirectory } from '../tenancy/data-directory.ts'

/** Who holds a data directory, as it stands in the lock. */
export interface LockNote {
  readonly pid: number
  /** `server`, or the name of a command. */
  readonly holder: string
  /** Path of the control socket, when the holder listens on one. */
  readonly socket: string | null
}

export type LockOutcome =
  | { readonly acquired: true; readonly lock: FileLock }
  | { readonly acquired: false; readonly note: LockNote }

/**
 * Takes the data directory for this process: one server, or one command that
 * changes the life of a tenant, at a time.
 */
export function lockDataDirectory(
  directory: DataDirectory,
  holder: string,
  socket: string | null = null,
): LockOutcome {
  const note: LockNote = { pid: process.pid, holder, socket }
  const outcome = atPath(directory.lock, () => lockFile(directory.lock, JSON.stringify(note)))
  if ('release' in outcome) return { acquired: true, lock: outcome }
  return { acquired: false, note: parseNote(outcome.holder) }
}

/** Who has the data directory, or had it last; null where nobody ever did. */
export function lastHolder({ lock }: DataDirectory): LockNote | null {
  const path = `${lock}.holder`
  return existsSync(path) ? parseNote(readFileSync(path, 'utf8')) : null
}

/** @param text as it stands beside the lock */
export function parseNote(text: string): LockNote {
  try {
    return JSON.parse(text) as LockNote
  } catch {
    return { pid: 0, holder: 'another process', socket: null }
  }
}
