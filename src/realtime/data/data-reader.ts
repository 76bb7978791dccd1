import type { EventRow } from '../../models/rows.ts'
import type { WorkspaceDatabase } from '../../workspace-database.ts'
import type { Event } from '../event-schema.ts'

/** What somebody of the auth database is in the workspace; null for nothing. */
export type RoleOf = (personId: string) => 'owner' | 'admin' | 'member' | null

/**
 * Reads at once what these events of one kind show now. What it returns gives the `data` of each
 * of them, or null when that is gone.
 */
export type DataReader = (
  db: WorkspaceDatabase,
  rows: readonly EventRow[],
  roleOf: RoleOf,
) => (row: EventRow) => Event['data'] | null

/** The different ones that there are. */
export function distinct<T extends string | number>(values: readonly (T | null)[]): T[] {
  return [...new Set(values)].filter((value) => value !== null)
}
