import {
  CannotOpen,
  DatabaseClosed,
  DatabaseCorrupt,
  DatabaseMissing,
  DiskFailed,
  ForeignDatabase,
  MigrationHistoryChanged,
  NewerSchema,
  PendingMigrations,
} from '../database/errors.ts'

const FATAL = [
  DatabaseCorrupt,
  DatabaseMissing,
  DatabaseClosed,
  CannotOpen,
  DiskFailed,
  // Another process has changed the schema: opening finds out what that means.
  ForeignDatabase,
  MigrationHistoryChanged,
  NewerSchema,
  PendingMigrations,
] as const

/**
 * Whether a handle that met this error is not to be used again: the next use
 * opens the file afresh. A wrong statement (DatabaseFailed) is its caller's
 * trouble only; closing the handle would make it everybody's.
 */
export function isFatal(error: unknown): boolean {
  return FATAL.some((kind) => error instanceof kind)
}
