import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AuthDatabase, migrateAuthDatabase } from '../src/auth/auth-database.ts'
import type { Config } from '../src/config.ts'
import { atPath } from '../src/database/at-path.ts'
import { copyDatabase } from '../src/database/copy-database.ts'
import type { MigrationOutcome } from '../src/database/migrate.ts'
import { DataDirectory } from '../src/tenancy/data-directory.ts'
import { OperationJournal } from '../src/tenancy/operation-journal.ts'
import { Registry } from '../src/tenancy/registry.ts'
import { removeLeftRehearsals } from '../src/tenancy/rehearsal-directory.ts'
import { type RehearsalOutcome, rehearseFleet } from '../src/tenancy/rehearse-fleet.ts'
import { workspaceMigrations } from '../src/workspace-database.ts'
import type { FleetOptions } from './fleet-options.ts'
import { interruption } from './interruption.ts'
import { WORKER } from './open-fleet.ts'
import { assertDataDirectory } from './open-registry.ts'
import { showProgress } from './progress.ts'
import { syncCost } from './sync-cost.ts'

export interface RehearsalReport extends Omit<RehearsalOutcome, 'milliseconds'> {
  readonly dry_run: true
  /** What migrating the auth database would do. */
  readonly auth: MigrationOutcome
  readonly workspaces: number
  readonly concurrency: number
  /** The time that the migration would take. */
  readonly estimate_milliseconds: number
  readonly milliseconds: number
}

/** Syncs of one migration: the head of its log, the log at its checkpoint, the file. */
const SYNCS = 3

/**
 * Migrates a copy of the auth database, and with the registry in it every
 * workspace in a way that leaves nothing.
 */
export async function rehearseEverything(
  config: Config,
  options: FleetOptions,
): Promise<RehearsalReport> {
  const start = performance.now()
  assertDataDirectory(config)
  const directory = new DataDirectory(config.dataDir)
  const { rehearsals, authDatabase } = directory
  removeLeftRehearsals(rehearsals)
  const scratch = join(rehearsals, String(process.pid))
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  using interrupted = interruption()
  try {
    const path = join(scratch, 'auth.db')
    atPath(authDatabase, () => copyDatabase(authDatabase, path))
    const auth = migrateAuthDatabase(path)
    const database = new AuthDatabase({ path })
    try {
      const registry = new Registry(database.sql)
      const { concurrency, only, except } = options
      const { milliseconds, ...outcome } = await rehearseFleet(
        { directory, registry, journal: new OperationJournal(database.sql), workerUrl: WORKER },
        {
          latestVersion: workspaceMigrations.latest,
          scratch,
          concurrency,
          only,
          except,
          signal: interrupted.signal,
          onProgress: showProgress(options.quiet),
        },
      )
      if (interrupted.signal.aborted) throw new Error('interrupted: nothing was changed')
      const total = milliseconds + outcome.pending * SYNCS * syncCost(scratch)
      return {
        ...outcome,
        dry_run: true,
        auth,
        workspaces: registry.count(),
        concurrency,
        estimate_milliseconds: Math.ceil(total / concurrency),
        milliseconds: Math.round(performance.now() - start),
      }
    } finally {
      database.close()
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
    removeLeftRehearsals(rehearsals)
  }
}

export function showRehearsal(report: RehearsalReport): string {
  const { auth, workspaces, pending, failed, concurrency, estimate_milliseconds } = report
  return [
    'Nothing was changed: this was a dry run.',
    auth.steps.length === 0
      ? `Auth database: at version ${auth.to}.`
      : `Auth database: would go from version ${auth.from} to ${auth.to}.`,
    `Workspaces: ${workspaces}, to be migrated: ${pending}, would fail: ${failed.length}.`,
    ...failed.map(({ slug, error }) => `  would fail: ${slug}: ${error}`),
    `It would take about ${estimate_milliseconds} ms, ${concurrency} at a time.`,
  ].join('\n')
}
