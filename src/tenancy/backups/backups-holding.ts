import { toRfc3339 } from '../../database/time.ts'
import type { Tenant } from '../tenant.ts'
import { newestRun } from './newest-run.ts'

/** Where a server keeps its backups, and for how long. */
export interface BackupPolicy {
  readonly directory: string
  readonly keepDays: number
}

/** What backups still hold of a tenant that is gone. */
export interface BackupsHolding {
  readonly directory: string
  /** The first backup after this time, RFC 3339, removes the last of it; null: none has it. */
  readonly until: string | null
}

const DAY = 24 * 60 * 60_000

/**
 * Every run holds all tenants that there were, so that the newest one since the
 * tenant was made says it. No manifest is read.
 *
 * @returns null when the directory cannot be read
 */
export async function backupsHolding(
  { directory, keepDays }: BackupPolicy,
  { created_at }: Pick<Tenant, 'created_at'>,
): Promise<BackupsHolding | null> {
  let newest: Date | null
  try {
    // One that is under way may have the tenant already.
    newest = await newestRun(directory, true)
  } catch {
    return null
  }
  if (newest === null || newest < new Date(toRfc3339(created_at))) return { directory, until: null }
  return { directory, until: new Date(newest.getTime() + keepDays * DAY).toISOString() }
}
