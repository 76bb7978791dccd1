import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isRunId } from './run-id.ts'

/** What a run is called until all of it is on the disk. */
export const PARTIAL = '.partial'

/**
 * Where backups lie:
 *
 *     <run id>/manifest.json.zst            what this run has found, and where it lies
 *     <run id>/auth.db.zst                  the shared database
 *     <run id>/<2 hex>/<tenant id>.db.zst   a tenant that had changed since the run before
 *     <run id>/<2 hex>/<tenant id>.files.json.zst, <tenant id>.files/<random>.zst  its attachments
 *     <run id>.partial/                     a run that is under way, or was killed: no backup
 *     backup.lock, backup.lock.holder       who writes here
 *
 * A run without a manifest has expired: what is left of it belongs to later runs,
 * whose manifests refer to it.
 */
export class BackupDirectory {
  constructor(readonly path: string) {}

  get lock(): string {
    return join(this.path, 'backup.lock')
  }

  run(id: string): string {
    return join(this.path, id)
  }

  partial(id: string): string {
    return `${this.run(id)}${PARTIAL}`
  }

  manifest(id: string): string {
    return manifestIn(this.run(id))
  }

  /** All that were finished, also those that have expired, oldest first. */
  runs(): string[] {
    return this.#entries().filter(isRunId)
  }

  /** Those that were not finished. */
  partials(): string[] {
    return this.#entries().filter(
      (name) => name.endsWith(PARTIAL) && isRunId(name.slice(0, -PARTIAL.length)),
    )
  }

  #entries(): string[] {
    try {
      return readdirSync(this.path).sort()
    } catch (error) {
      // Nobody has made a backup yet.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    }
  }
}

export function manifestIn(run: string): string {
  return join(run, 'manifest.json.zst')
}

/** Where in a run something of a tenant lies: `3f/3f…c1.db.zst`. */
export function placeOf(tenantId: string, suffix: string): string {
  return join(tenantId.slice(0, 2), `${tenantId}${suffix}`)
}
