import type { Durability } from './config.ts'
import { examineDatabase } from './database/examine-database.ts'
import { markAsBack } from './database/file-marks.ts'
import { FileSystemSync } from './database/file-system-sync.ts'
import { migrate, rollBack, rollBackTo } from './database/migrate.ts'
import { MigrationBatch } from './database/migration-batch.ts'
import { rehearse } from './database/rehearse.ts'
import { restoreSnapshot } from './database/restore-snapshot.ts'
import { takeSnapshot } from './database/snapshot.ts'
import { withConnection } from './database/with-connection.ts'
import type { SearchQuestion } from './models/search/message-search.ts'
import type { TenantEngine } from './tenancy/tenant-database.ts'
import {
  countRows,
  WorkspaceDatabase,
  workspaceImage,
  workspaceMigrations,
} from './workspace-database.ts'
import { exportWorkspace } from './workspace-export.ts'
import { fileFaults } from './workspace-file-faults.ts'
import { importWorkspace } from './workspace-import.ts'
import { exportLines } from './workspace-lines.ts'
import { workspaceMarks } from './workspace-marks.ts'
import { searchIn } from './workspace-search.ts'
import { createFromTemplate } from './workspace-template.ts'
import { indexWorkspace } from './workspace-upkeep.ts'

/** Pages of a log, 16 MB: tenancy has a worker move them into the file much earlier. */
const LARGE = 8_000

/**
 * What tenancy is handed in order to serve workspaces.
 *
 * @param generation of the data directory; 0 where nobody follows the events
 */
export function workspaceEngine(
  durability: Durability,
  generation = 0,
): TenantEngine<WorkspaceDatabase> {
  return {
    latestVersion: workspaceMigrations.latest,
    open: (path, owner, space) =>
      new WorkspaceDatabase({ path, owner, durability, generation, space, checkpointAfter: LARGE }),
    create: (path, owner) => workspaceImage.write(path, owner),
    migrate: (path, owner, snapshot) =>
      withConnection(path, (connection) =>
        migrate(connection, workspaceMigrations, owner, undefined, (version) => {
          if (snapshot !== undefined) takeSnapshot(path, snapshot, owner, version)
        }),
      ),
    batch(directory) {
      const sync = FileSystemSync.at(directory)
      return sync && new MigrationBatch(workspaceMigrations, sync)
    },
    rehearse: (path, owner, scratch) => rehearse(path, workspaceMigrations, owner, scratch),
    rollBackTo: (path, owner, bounds) =>
      withConnection(path, (connection) =>
        rollBackTo(connection, workspaceMigrations, owner, bounds),
      ),
    restore: (path, owner, restoration) =>
      restoreSnapshot(path, workspaceMigrations, owner, restoration, workspaceMarks),
    markAsBack: (path) => markAsBack(path, workspaceMarks),
    export: (request) =>
      request.format === 'jsonl' ? exportLines(request) : exportWorkspace(request),
    import: importWorkspace,
    createFromTemplate,
    answer: (path, question) => searchIn(path, question as SearchQuestion),
    upkeep: indexWorkspace,
    countRows: (path) => withConnection(path, countRows),
    examine: (path, owner, integrity, files) =>
      examineDatabase(path, {
        list: workspaceMigrations,
        owner,
        integrity,
        also: files === undefined ? undefined : (connection) => fileFaults(connection, files),
      }),
    rollBack: (path, owner, steps) =>
      withConnection(path, (connection) => rollBack(connection, workspaceMigrations, owner, steps)),
  }
}
