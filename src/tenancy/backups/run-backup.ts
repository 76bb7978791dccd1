import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '../../database/connection.ts'
import { copyDatabase } from '../../database/copy-database.ts'
import { DataDirectory, syncDirectory } from '../data-directory.ts'
import { Registry } from '../registry.ts'
import type { Tenant } from '../tenant.ts'
import { backUpFleet } from './back-up-fleet.ts'
import { BackupDirectory, manifestIn } from './backup-directory.ts'
import { type CurrentRun, store } from './current-run.ts'
import { BackupDirectoryUnusable, BackupNotDue } from './errors.ts'
import { expireKept } from './expire-kept.ts'
import { expireRuns } from './expire-runs.ts'
import { bootId } from './file-state.ts'
import { latestManifest } from './latest-manifest.ts'
import { lockForBackup } from './lock-for-backup.ts'
import { type BackupFailure, type Manifest, writeManifest } from './manifest.ts'
import { newRunId } from './run-id.ts'

/** Plain data: it goes to a worker. */
export interface BackupOptions {
  readonly dataDir: string
  readonly backupDir: string
  /** Runs older than so many days are removed, but never the newest. */
  readonly keepDays: number
  /** Stores everything anew, whether it has changed or not. */
  readonly full?: boolean
  /** Slugs; absent: all. What is known of the others stays as it is. */
  readonly only?: readonly string[] | undefined
  /** Makes none where the newest began within so many milliseconds; absent: always one. */
  readonly unlessWithin?: number
}

export interface BackupReport {
  readonly id: string
  readonly directory: string
  readonly started_at: string
  readonly finished_at: string
  readonly workspaces: number
  /** How many were stored anew; the others had not changed. */
  readonly stored: number
  /** Written, with the auth database. */
  readonly bytes: number
  readonly failed: readonly BackupFailure[]
  /** Runs that were removed because of their age. */
  readonly expired: readonly string[]
  /** Why more was done than asked for; null as a rule. */
  readonly remark: string | null
}

/**
 * Makes one backup: the auth database, and of every tenant in it what has changed
 * since the run before. It needs nobody's help and blocks nobody, so that it
 * works beside a server and without one. It belongs off the event loop.
 *
 * All of it is written and synced under another name first, and only then takes
 * the name of a run.
 *
 * @throws BackupRunning, BackupNotDue, BackupDirectoryUnusable, and errors of the file system
 */
export async function runBackup(
  options: BackupOptions,
  signal: AbortSignal,
): Promise<BackupReport> {
  const source = new DataDirectory(options.dataDir)
  const target = new BackupDirectory(options.backupDir)
  using _lock = lockForBackup(source, target)
  const { manifest: before, remark } = latestManifest(target)
  const started = new Date()
  assertDue(before, options.unlessWithin, started)
  removeLeftovers(source, target)
  const id = newRunId(started, target.runs().at(-1))
  const boot = bootId()
  const run: CurrentRun = {
    id,
    source,
    target,
    scratch: source.backupScratch,
    full: options.full ?? false,
    sameBoot: boot !== null && before?.boot === boot,
  }
  mkdirSync(run.scratch, { mode: 0o700 })
  mkdirSync(target.partial(id), { mode: 0o700 })
  try {
    const { registry, tenants } = await backUpRegistry(run)
    assertSameInstallation(target, source, before, tenants)
    const fleet = await backUpFleet(run, tenants, before, options.only, signal)
    const manifest: Manifest = {
      format: 1,
      id,
      started_at: started.toISOString(),
      finished_at: new Date().toISOString(),
      data_dir: source.path,
      boot,
      registry,
      ...fleet,
    }
    publish(target, manifest)
    const now = new Date()
    const expired = await expireRuns(target, options.keepDays, now, run.scratch)
    expireKept(source, options.keepDays, now)
    return { ...summary(manifest), directory: target.path, expired, remark }
  } finally {
    rmSync(target.partial(id), { recursive: true, force: true })
    rmSync(run.scratch, { recursive: true, force: true })
  }
}

/** Only for whoever holds the locks: before, somebody else may just be making one. */
function assertDue(before: Manifest | null, unlessWithin: number | undefined, now: Date): void {
  if (before === null || unlessWithin === undefined) return
  const age = now.getTime() - Date.parse(before.started_at)
  // One of the future is not waited for: the clock was set back.
  if (age >= 0 && age < unlessWithin) throw new BackupNotDue(`${before.id} is recent enough`)
}

/** The tenants are those of the copy, so that the two belong together. */
async function backUpRegistry(run: CurrentRun) {
  const copy = join(run.scratch, 'auth.db')
  copyDatabase(run.source.authDatabase, copy)
  const tenants: Tenant[] = []
  const connection = new Connection(copy)
  try {
    const registry = new Registry(connection)
    for (let last = ''; ; ) {
      const page = registry.list(last, 1_000)
      tenants.push(...page.filter(({ state }) => state !== 'provisioning'))
      const end = page.at(-1)
      if (!end) break
      last = end.id
    }
  } finally {
    connection.close()
  }
  return { registry: await store(run, copy, 'auth.db.zst'), tenants }
}

/** Ids of tenants are random: nobody else has one of ours. */
function assertSameInstallation(
  target: BackupDirectory,
  source: DataDirectory,
  before: Manifest | null,
  tenants: readonly Tenant[],
): void {
  if (!before || before.workspaces.length === 0 || before.data_dir === source.path) return
  const ours = new Set(tenants.map(({ id }) => id))
  if (before.workspaces.some(({ id }) => ours.has(id))) return
  throw new BackupDirectoryUnusable(
    `${target.path} has the backups of other workspaces, of ${before.data_dir}: use another directory`,
  )
}

/** From the last file to the name: what a power cut leaves is either whole, or has no name. */
function publish(target: BackupDirectory, manifest: Manifest): void {
  const partial = target.partial(manifest.id)
  writeManifest(manifestIn(partial), manifest)
  const entries = readdirSync(partial, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    if (entry.isDirectory()) syncDirectory(join(entry.parentPath, entry.name))
  }
  syncDirectory(partial)
  renameSync(partial, target.run(manifest.id))
  syncDirectory(target.path)
}

/** Only for whoever holds the locks: nobody else works there. */
function removeLeftovers(source: DataDirectory, target: BackupDirectory): void {
  rmSync(source.backupScratch, { recursive: true, force: true })
  for (const name of target.partials()) {
    rmSync(join(target.path, name), { recursive: true, force: true })
  }
}

function summary({ id, started_at, finished_at, registry, workspaces, failed }: Manifest) {
  const stored = workspaces.filter(({ database }) => database.run === id)
  return {
    id,
    started_at,
    finished_at,
    workspaces: workspaces.length,
    stored: stored.length,
    bytes: stored.reduce((sum, { database }) => sum + database.packed_bytes, registry.packed_bytes),
    failed,
  }
}
