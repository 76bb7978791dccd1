import { DatabaseError } from './errors.ts'

/**
 * Runs `work` on the file at `path`, so that an operator who reads the error
 * learns which file it is about. An answer over HTTP never shows such a path.
 *
 * @throws the same error, with the path before its message
 */
export function atPath<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof DatabaseError) error.message = `${path}: ${error.message}`
    throw error
  }
}
