import {
  CannotOpen,
  DatabaseBusy,
  DatabaseClosed,
  DatabaseCorrupt,
  DatabaseFull,
  DatabaseMissing,
  DatabaseReadOnly,
  DurabilityLost,
  ForeignDatabase,
  MigrationHistoryChanged,
  NewerSchema,
  TransactionTimedOut,
} from './database/errors.ts'
import {
  conflict,
  insufficientStorage,
  type Problem,
  unavailable,
  unprocessable,
} from './problem.ts'
import {
  PoolClosed,
  PoolExhausted,
  SlugNotAllowed,
  SlugTaken,
  TenantMigrating,
  TenantMigrationFailed,
} from './tenancy/errors.ts'

type ErrorClass = abstract new (...args: never[]) => Error

/** Seconds after which it may be worth coming again. */
const SOON = 1
const LATER = 30

/** Which problem an error of the lower layers is; the first class that fits. */
const PROBLEMS: readonly [ErrorClass, (error: Error) => Problem][] = [
  [SlugTaken, () => conflict('slug_taken', 'Another workspace has this slug.')],
  [SlugNotAllowed, ({ message }) => unprocessable([{ pointer: '/slug', detail: message }])],

  [DatabaseBusy, () => unavailable('database_busy', 'The workspace is busy.', SOON)],
  [TransactionTimedOut, () => unavailable('database_busy', 'The workspace is busy.', SOON)],
  [PoolExhausted, () => unavailable('pool_exhausted', 'Too many workspaces are in use.', SOON)],
  [PoolClosed, () => unavailable('stopping', 'The server is stopping.', SOON)],
  [TenantMigrating, () => unavailable('migrating', 'The workspace is being upgraded.', SOON)],
  [
    TenantMigrationFailed,
    () => unavailable('migration_failed', 'The workspace could not be upgraded.', LATER),
  ],
  [
    NewerSchema,
    () => unavailable('newer_schema', 'The workspace needs a newer version of Conclave.', LATER),
  ],
  [
    DatabaseReadOnly,
    () =>
      unavailable('newer_schema', 'This version of Conclave may only read the workspace.', LATER),
  ],
  [
    MigrationHistoryChanged,
    () => unavailable('schema_mismatch', 'The workspace was made by another code line.', LATER),
  ],
  [
    DurabilityLost,
    () =>
      unavailable(
        'durability_lost',
        'The disk refused to keep a write. Nothing more is taken here until the server was restarted.',
        LATER,
      ),
  ],
  [DatabaseFull, () => insufficientStorage('There is no room left for this workspace.')],

  [DatabaseCorrupt, () => unavailable('workspace_corrupt', 'The workspace is damaged.', LATER)],
  [ForeignDatabase, () => unavailable('workspace_corrupt', 'The workspace is damaged.', LATER)],
  [DatabaseMissing, () => unavailable('workspace_missing', 'The workspace is missing.', LATER)],
  [CannotOpen, () => unavailable('workspace_unreadable', 'The workspace cannot be opened.', LATER)],
  [DatabaseClosed, () => unavailable('database_busy', 'The workspace was just closed.', SOON)],
]

/** undefined: nobody foresaw it, which makes it a 500. */
export function problemFor(error: unknown): Problem | undefined {
  return PROBLEMS.find(([kind]) => error instanceof kind)?.[1](error as Error)
}
