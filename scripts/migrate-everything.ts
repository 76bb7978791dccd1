import { migrateAuthDatabase } from '../src/auth/auth-database.ts'
import type { Config } from '../src/config.ts'
import { atPath } from '../src/database/at-path.ts'
import type { MigrationOutcome } from '../src/database/migrate.ts'
import { DataDirectory } from '../src/tenancy/data-directory.ts'
import { migrateFleet } from '../src/tenancy/fleet.ts'
import { workspaceEngine } from '../src/workspace-engine.ts'
import { assertDataDirectory, openRegistry } from './open-registry.ts'

export interface MigrationReport {
  readonly auth: MigrationOutcome
  /** Workspaces in the registry, and those that this run brought up to date. */
  readonly workspaces: number
  readonly migrated: number
  readonly failed: readonly { readonly slug: string; readonly error: string }[]
  readonly milliseconds: number
}

/** The auth database first, because it holds the list of all the others. */
export async function migrateEverything(config: Config): Promise<MigrationReport> {
  const start = performance.now()
  assertDataDirectory(config)
  const path = new DataDirectory(config.dataDir).authDatabase
  const auth = atPath(path, () => migrateAuthDatabase(path))
  using open = openRegistry(config)
  const { directory, database, registry } = open
  const fleet = {
    directory,
    registry,
    engine: workspaceEngine(config.durability),
    write: <T>(work: () => T) => database.write(work),
  }
  let migrated = 0
  const failed: { slug: string; error: string }[] = []
  for await (const { tenant, error } of migrateFleet(fleet)) {
    if (error === null) migrated += 1
    else failed.push({ slug: tenant.slug, error })
    showProgress(migrated + failed.length, tenant.slug)
  }
  return {
    auth,
    workspaces: registry.count(),
    migrated,
    failed,
    milliseconds: Math.round(performance.now() - start),
  }
}

export function showMigration(report: MigrationReport): string {
  const { auth, workspaces, migrated, failed, milliseconds } = report
  return [
    auth.steps.length === 0
      ? `Auth database: at version ${auth.to}.`
      : `Auth database: version ${auth.from} to ${auth.to}.`,
    `Workspaces: ${workspaces}, migrated now: ${migrated}, failed: ${failed.length}, in ${milliseconds} ms.`,
    ...failed.map(({ slug, error }) => `  failed: ${slug}: ${error}`),
  ].join('\n')
}

/** One line that is written over, and only for somebody who watches. */
function showProgress(done: number, slug: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${done} workspaces, last ${slug}\r`)
}
