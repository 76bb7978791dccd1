import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Where everything lies below DATA_DIR:
 *
 *     auth.db                          the shared database
 *     <2 hex>/<tenant id>/workspace.db one directory per tenant, sharded by the id
 *     <2 hex>/<tenant id>/workspace.db.zst its place, when the tenant is archived
 *     .creating/<tenant id>/           tenants under construction
 *     .trash/<tenant id>/              tenants that are being purged
 *     server.lock, server.lock.holder  who holds the directory
 *     server.run                       of which generation everything is, and who serves it
 *     control.sock                     where commands reach the running server
 *     migrate.lock, migrate.lock.holder  who runs over the fleet
 *     .snapshots/<run>/<tenant id>.db  what a run over the fleet has kept
 *     .rehearsal/<process id>/         copies on which a dry run works
 *     .exports/                        exports on their way to whoever asked for them over HTTP
 *     .uploads/                        attachments on their way from whoever sends them
 *     .quarantine/<time>/              what the doctor has taken out of the way
 *     backup.lock, backup.lock.holder  who makes a backup
 *     .backup/                         copies that are being packed into one
 *     .restoring/                      marks what a restoration of everything has not finished
 *     .kept/<tenant id>/<time>/        what a restored tenant was before
 *     demo.token                       in development, the demo workspace's
 */
export class DataDirectory {
  readonly #syncedShards = new Set<string>()

  constructor(readonly path: string) {}

  get authDatabase(): string {
    return join(this.path, 'auth.db')
  }

  get lock(): string {
    return join(this.path, 'server.lock')
  }

  /** See `beginRun` of the server. */
  get run(): string {
    return join(this.path, 'server.run')
  }

  get controlSocket(): string {
    return join(this.path, 'control.sock')
  }

  get creating(): string {
    return join(this.path, '.creating')
  }

  get trash(): string {
    return join(this.path, '.trash')
  }

  get migrationLock(): string {
    return join(this.path, 'migrate.lock')
  }

  get rehearsals(): string {
    return join(this.path, '.rehearsal')
  }

  get exports(): string {
    return join(this.path, '.exports')
  }

  get uploads(): string {
    return join(this.path, '.uploads')
  }

  get quarantine(): string {
    return join(this.path, '.quarantine')
  }

  get backupLock(): string {
    return join(this.path, 'backup.lock')
  }

  get backupScratch(): string {
    return join(this.path, '.backup')
  }

  /** There while everything is being restored, and nobody may serve it. */
  get restoring(): string {
    return join(this.path, '.restoring')
  }

  get allKept(): string {
    return join(this.path, '.kept')
  }

  /** What a tenant was before it was restored, one directory for each time. */
  kept(tenantId: string): string {
    return join(this.allKept, tenantId)
  }

  get allSnapshots(): string {
    return join(this.path, '.snapshots')
  }

  /** What the tenants of a run were before it. */
  snapshots(run: number): string {
    return join(this.allSnapshots, String(run))
  }

  /** A tenant as it was before a run. */
  snapshot(run: number, tenantId: string): string {
    return join(this.snapshots(run), `${tenantId}.db`)
  }

  shard(tenantId: string): string {
    return join(this.path, tenantId.slice(0, 2))
  }

  tenant(tenantId: string): string {
    return join(this.shard(tenantId), tenantId)
  }

  database(tenantId: string): string {
    return databaseIn(this.tenant(tenantId))
  }

  /** The tenant's attachments, named by the SHA-256 of their content. */
  files(tenantId: string): string {
    return join(this.tenant(tenantId), 'files')
  }

  /** Where an archived tenant's database lies instead. */
  archive(tenantId: string): string {
    return `${this.database(tenantId)}.zst`
  }

  /**
   * Makes the directory itself, for its owner only, so that it outlives a power cut.
   *
   * @throws Error of the file system when it cannot be made or entered
   */
  prepare(): void {
    const highest = mkdirSync(this.path, { recursive: true, mode: 0o700 }) ?? this.path
    for (let made = this.path; made.length >= highest.length; made = dirname(made)) {
      syncReadable(dirname(made))
      if (made === dirname(made)) return
    }
  }

  /** Makes the directory that is to hold the tenant's, so that it outlives a power cut. */
  makeShard(tenantId: string): void {
    const shard = this.shard(tenantId)
    // One that is there may have been made by a process that died before it synced.
    if (this.#syncedShards.has(shard)) return
    mkdirSync(shard, { recursive: true, mode: 0o700 })
    syncDirectory(this.path)
    this.#syncedShards.add(shard)
  }
}

/** The database file in a tenant's directory, wherever that lies at the moment. */
export function databaseIn(directory: string): string {
  return join(directory, 'workspace.db')
}

/** Makes the directory for the snapshots of a run, so that it outlives a power cut. */
export function makeSnapshots(directory: DataDirectory, run: number): void {
  const path = directory.snapshots(run)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  for (let made = path; made !== directory.path; made = dirname(made)) syncDirectory(dirname(made))
}

/** A parent that we may enter but not read was not made by us, and stands already. */
function syncReadable(path: string): void {
  try {
    syncDirectory(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EACCES' && code !== 'EPERM') throw error
  }
}

/** Makes the entries of a directory survive a power cut, as `fsync(2)` explains. */
export function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
