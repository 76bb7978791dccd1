import { DatabaseError } from './errors.ts'

/**
 * Runs `work` on the file at `path`, so that an operator who reads the error
 * learns which file it is about. An answer over HTTP never shows such a path.
 *
 * @throws the same error; its message begins with the path and ends with the system's own words
 */
export function atPath<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof DatabaseError) {
      error.message = `${path}: ${error.message}${reason(error.cause)}`
    }
    throw error
  }
}

/** A full disk, say. SQLite's codes are in the message already. */
function reason(cause: unknown): string {
  return cause instanceof Error && 'syscall' in cause ? ` (${cause.message})` : ''
}
