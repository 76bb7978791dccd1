import { existsSync } from 'node:fs'
import type { BackupDirectory } from './backup-directory.ts'
import { BackupDamaged } from './errors.ts'
import { type Manifest, readManifest } from './manifest.ts'

/**
 * What the newest run has found. If that cannot be read, nothing older will do:
 * a run must build on the one right before it, so that {@link expireRuns} knows
 * what is still needed. Everything is stored anew then.
 */
export function latestManifest(directory: BackupDirectory): {
  readonly manifest: Manifest | null
  readonly remark: string | null
} {
  const id = directory.runs().findLast((run) => existsSync(directory.manifest(run)))
  if (id === undefined) return { manifest: null, remark: null }
  try {
    return { manifest: readManifest(directory.manifest(id)), remark: null }
  } catch (error) {
    if (!(error instanceof BackupDamaged)) throw error
    return { manifest: null, remark: `everything was stored anew: ${error.message}` }
  }
}
