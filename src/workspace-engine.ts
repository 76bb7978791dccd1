import type { Durability } from './config.ts'
import { Connection } from './database/connection.ts'
import { migrate, rollBack } from './database/migrate.ts'
import type { TenantEngine } from './tenancy/tenant-database.ts'
import { WorkspaceDatabase, workspaceImage, workspaceMigrations } from './workspace-database.ts'
import { exportWorkspace } from './workspace-export.ts'
import { importWorkspace } from './workspace-import.ts'

/** For work that may block: it waits for locks by itself, in milliseconds. */
const BUSY_TIMEOUT = 5_000

/** What tenancy is handed in order to serve workspaces. */
export function workspaceEngine(durability: Durability): TenantEngine<WorkspaceDatabase> {
  return {
    latestVersion: workspaceMigrations.latest,
    open: (path, owner) => new WorkspaceDatabase({ path, owner, durability }),
    create: (path, owner) => workspaceImage.write(path, owner),
    migrate: (path, owner) =>
      withConnection(path, (connection) => migrate(connection, workspaceMigrations, owner)),
    export: exportWorkspace,
    import: importWorkspace,
    rollBack: (path, owner, steps) =>
      withConnection(path, (connection) => rollBack(connection, workspaceMigrations, owner, steps)),
  }
}

function withConnection<T>(path: string, work: (connection: Connection) => T): T {
  const connection = new Connection(path, { busyTimeout: BUSY_TIMEOUT })
  try {
    return work(connection)
  } finally {
    connection.close()
  }
}
