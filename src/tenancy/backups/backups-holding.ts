import { existsSync } from 'node:fs'
import { toRfc3339 } from '../../database/time.ts'
import type { Tenant } from '../tenant.ts'
import { BackupDirectory, PARTIAL } from './backup-directory.ts'
import { timeOfRun } from './run-id.ts'

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
export function backupsHolding(
  { directory: path, keepDays }: BackupPolicy,
  { created_at }: Pick<Tenant, 'created_at'>,
): BackupsHolding | null {
  const newest = newestIn(new BackupDirectory(path))
  if (newest === undefined) return null
  if (newest === null || newest < new Date(toRfc3339(created_at))) {
    return { directory: path, until: null }
  }
  return { directory: path, until: new Date(newest.getTime() + keepDays * DAY).toISOString() }
}

/** Null when there is none, undefined when nobody can tell. */
function newestIn(directory: BackupDirectory): Date | null | undefined {
  try {
    const finished = directory.runs().filter((id) => existsSync(directory.manifest(id)))
    // One that is under way may have the tenant already.
    const begun = directory.partials().map((name) => name.slice(0, -PARTIAL.length))
    const newest = [...finished, ...begun].sort().at(-1)
    return newest === undefined ? null : timeOfRun(newest)
  } catch {
    return undefined
  }
}
