import { SchemaWatch } from './database/schema-watch.ts'
import { withConnection } from './database/with-connection.ts'
import { indexMessages } from './models/search/index-messages.ts'
import { workspaceMigrations } from './workspace-database.ts'

/** Messages that enter the index in one transaction, for which others who write have to wait. */
const PORTION = 256

/** Portions after which other workspaces come first. */
const MOST = 16

/** Takes new messages into the index of the search. It blocks. @throws DatabaseBusy, DatabaseReadOnly, … */
export function indexWorkspace(path: string): void {
  withConnection(
    path,
    (connection) => {
      const watch = new SchemaWatch(connection, workspaceMigrations, undefined)
      watch.look()
      for (let portion = 0; portion < MOST; portion += 1) {
        const more = connection.transaction(() => {
          watch.check()
          return indexMessages(connection, PORTION)
        })
        if (!more) return
      }
    },
    // Nothing of it waits for a disk: whoever checkpoints syncs it, too.
    { checkpointAfter: 0 },
  )
}
