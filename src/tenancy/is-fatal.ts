import {
  CannotOpen,
  DatabaseClosed,
  DatabaseCorrupt,
  DatabaseFailed,
  DatabaseMissing,
} from '../database/errors.ts'

const FATAL = [DatabaseCorrupt, DatabaseMissing, DatabaseClosed, CannotOpen] as const

/**
 * Whether a handle that met this error is not to be used again: the next use
 * opens the file afresh. A wrong statement (SQLITE_ERROR) is its caller's
 * trouble only; closing the handle would make it everybody's.
 */
export function isFatal(error: unknown): boolean {
  if (FATAL.some((kind) => error instanceof kind)) return true
  return error instanceof DatabaseFailed && codeOf(error.cause).startsWith('SQLITE_IOERR')
}

/** The driver's name of a result code (https://sqlite.org/rescode.html). */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
