import { migrateAuthDatabase } from '../src/auth/auth-database.ts'
import type { Config } from '../src/config.ts'
import { atPath } from '../src/database/at-path.ts'
import type { MigrationOutcome } from '../src/database/migrate.ts'
import { DataDirectory } from '../src/tenancy/data-directory.ts'
import { migrateFleet } from '../src/tenancy/migrate-fleet.ts'
import type { RunOutcome } from '../src/tenancy/perform-run.ts'
import { workspaceMigrations } from '../src/workspace-database.ts'
import { codeVersion } from './code-version.ts'
import type { FleetOptions } from './fleet-options.ts'
import { interruption } from './interruption.ts'
import { withFleet } from './open-fleet.ts'
import { assertDataDirectory } from './open-registry.ts'
import { runControl, showUnfinished } from './run-control.ts'

export interface MigrationReport extends Omit<RunOutcome, 'changed'> {
  readonly auth: MigrationOutcome
  /** Workspaces in the registry, and those that this command brought up to date. */
  readonly workspaces: number
  readonly migrated: number
  readonly milliseconds: number
}

/** The auth database first, because it holds the list of all the others. */
export async function migrateEverything(
  config: Config,
  options: FleetOptions,
): Promise<MigrationReport> {
  const start = performance.now()
  assertDataDirectory(config)
  const path = new DataDirectory(config.dataDir).authDatabase
  const auth = atPath(path, () => migrateAuthDatabase(path))
  using interrupted = interruption()
  // Awaited, so that signals are heard until it has ended.
  return await withFleet(config, interrupted.signal, async (fleet) => {
    const { changed, ...outcome } = await migrateFleet(
      fleet,
      {
        latestVersion: workspaceMigrations.latest,
        codeVersion: codeVersion(),
        only: options.only,
        except: options.except,
        snapshot: options.snapshot,
      },
      runControl(options, interrupted.signal),
    )
    return {
      ...outcome,
      auth,
      workspaces: fleet.registry.count(),
      migrated: changed,
      milliseconds: Math.round(performance.now() - start),
    }
  })
}

export function showMigration(report: MigrationReport): string {
  const { auth, workspaces, migrated, failed, milliseconds } = report
  return [
    auth.steps.length === 0
      ? `Auth database: at version ${auth.to}.`
      : `Auth database: version ${auth.from} to ${auth.to}.`,
    `Workspaces: ${workspaces}, migrated now: ${migrated}, failed: ${failed.length}, in ${milliseconds} ms.`,
    ...failed.map(({ slug, error }) => `  failed: ${slug}: ${error}`),
    ...showUnfinished(report, 'migrate:all'),
  ].join('\n')
}
