import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Where everything lies below DATA_DIR:
 *
 *     auth.db                          the shared database
 *     <2 hex>/<tenant id>/workspace.db one directory per tenant, sharded by the id
 *     .creating/<tenant id>/           tenants under construction
 *     .trash/<tenant id>/              tenants that wait for being purged
 *     server.lock, control.sock        the running server
 */
export class DataDirectory {
  constructor(readonly path: string) {}

  get authDatabase(): string {
    return join(this.path, 'auth.db')
  }

  get lock(): string {
    return join(this.path, 'server.lock')
  }

  get controlSocket(): string {
    return join(this.path, 'control.sock')
  }

  get creating(): string {
    return join(this.path, '.creating')
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

  /**
   * Makes the directory itself, for its owner only.
   *
   * @throws Error of the file system when it cannot be made or entered
   */
  prepare(): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 })
  }
}

/** The database file in a tenant's directory, wherever that lies at the moment. */
export function databaseIn(directory: string): string {
  return join(directory, 'workspace.db')
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
