import { DatabaseBusy, PendingMigrations } from '../database/errors.ts'

/** Locks are let go of, and an older schema is migrated when its file is opened again. */
export function passes(error: unknown): boolean {
  return error instanceof DatabaseBusy || error instanceof PendingMigrations
}
