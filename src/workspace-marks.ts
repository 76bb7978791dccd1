import type { FileMarks } from './database/file-marks.ts'
import { beginNewEpoch } from './models/begin-new-epoch.ts'

/** Of which log its events are: clients that have followed a file know that it is another now. */
export const workspaceMarks: FileMarks = {
  tables: ['event_log'],
  comeBack(sql) {
    const table = `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'event_log'`
    // An older file gets its table, and an epoch with it, from the migration.
    if (sql.prepare(table).get() !== null) beginNewEpoch(sql)
  },
}
