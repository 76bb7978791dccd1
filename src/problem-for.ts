import { LastOwner } from './auth/delete-account.ts'
import {
  CannotOpen,
  DatabaseBusy,
  DatabaseClosed,
  DatabaseCorrupt,
  DatabaseFull,
  DatabaseMissing,
  DatabaseReadOnly,
  DiskFailed,
  DurabilityLost,
  ForeignDatabase,
  MigrationHistoryChanged,
  NewerSchema,
  PendingMigrations,
  QuotaReached,
  TransactionTimedOut,
} from './database/errors.ts'
import {
  conflict,
  insufficientStorage,
  notFound,
  type Problem,
  storageQuotaExceeded,
  unavailable,
  unprocessable,
} from './problem.ts'
import type { ProblemCode } from './problem-codes.ts'
import { AttachmentMissing } from './tenancy/attachments/errors.ts'
import {
  OperationRunning,
  PoolClosed,
  PoolExhausted,
  SlugNotAllowed,
  SlugTaken,
  TenantHeld,
  TenantInUse,
  TenantMigrating,
  TenantMigrationFailed,
  UnknownTenant,
  WrongState,
} from './tenancy/errors.ts'
import { WorkerFailed } from './tenancy/worker-channel.ts'

type ErrorClass = abstract new (...args: never[]) => Error

/** Seconds after which it may be worth coming again. */
const SOON = 1
const LATER = 30

/** Which problem an error of the lower layers is; the first class that fits. */
const PROBLEMS: readonly [ErrorClass, (error: Error) => Problem][] = [
  [SlugTaken, () => conflict('slug_taken', 'Another workspace has this slug.')],
  [SlugNotAllowed, ({ message }) => unprocessable([{ pointer: '/slug', detail: message }])],

  [LastOwner, ({ message }) => conflict('last_owner', `You are ${message}.`)],
  [UnknownTenant, () => notFound('workspace')],
  [WrongState, () => conflict('wrong_state', 'The state of the workspace does not allow this.')],
  [
    OperationRunning,
    () => conflict('operation_running', 'Something else is being done with the workspace.'),
  ],
  // It passes by itself.
  [TenantHeld, () => unavailable('maintenance', 'The workspace is being worked on.', SOON)],
  [TenantInUse, () => unavailable('in_use', 'The workspace is in use.', SOON)],
  [DatabaseBusy, () => unavailable('database_busy', 'The workspace is busy.', SOON)],
  [TransactionTimedOut, () => unavailable('database_busy', 'The workspace is busy.', SOON)],
  [DatabaseClosed, () => unavailable('database_busy', 'The workspace was just closed.', SOON)],
  [PoolExhausted, () => unavailable('pool_exhausted', 'Too many workspaces are in use.', SOON)],
  [PoolClosed, () => unavailable('stopping', 'The server is stopping.', SOON)],
  [TenantMigrating, () => unavailable('migrating', 'The workspace is being upgraded.', SOON)],
  [PendingMigrations, () => unavailable('migrating', 'The workspace is being upgraded.', SOON)],
  [QuotaReached, storageQuotaExceeded],
  [DatabaseFull, () => insufficientStorage('There is no room left for this workspace.')],

  // Told once, when it happens; it stays so until a restart.
  [
    DurabilityLost,
    () => unavailable('durability_lost', 'The disk refused to keep a write.', LATER),
  ],

  // The operator has to look after it.
  alarm(TenantMigrationFailed, 'migration_failed', 'The workspace could not be upgraded.'),
  alarm(NewerSchema, 'newer_schema', 'The workspace needs a newer version of Conclave.'),
  alarm(DatabaseReadOnly, 'newer_schema', 'This version of Conclave may only read the workspace.'),
  alarm(MigrationHistoryChanged, 'schema_mismatch', 'The workspace is of another code line.'),
  alarm(DatabaseCorrupt, 'database_corrupt', 'The data is damaged.'),
  alarm(ForeignDatabase, 'database_corrupt', 'The data is damaged.'),
  alarm(AttachmentMissing, 'file_missing', 'The content of the file is missing.'),
  alarm(DatabaseMissing, 'database_missing', 'The data is missing.'),
  alarm(CannotOpen, 'database_unreadable', 'The data cannot be opened.'),
  alarm(DiskFailed, 'database_unreadable', 'The disk does not do what it is asked.'),
]

/** Its cause is kept, so that the error is logged. */
function alarm(kind: ErrorClass, code: ProblemCode, detail: string): (typeof PROBLEMS)[number] {
  return [
    kind,
    (cause) => {
      const problem = unavailable(code, detail, LATER)
      problem.cause = cause
      return problem
    },
  ]
}

/** What the system refuses whoever asks, by `errno`'s names (https://man7.org/linux/man-pages/man3/errno.3.html). */
const REFUSALS: Readonly<Record<string, (error: Error) => Problem>> = {
  ENOSPC: () => insufficientStorage('There is no room left on the disk.'),
  EDQUOT: () => insufficientStorage('There is no room left on the disk.'),
  EROFS: outOfOrder,
  EIO: outOfOrder,
  EMFILE: outOfOrder,
  ENFILE: outOfOrder,
}

/** Its cause is kept, so that the error is logged. */
function outOfOrder(cause: Error): Problem {
  const problem = unavailable('database_unreadable', 'The data cannot be reached for now.', LATER)
  problem.cause = cause
  return problem
}

/** undefined: nobody foresaw it, which makes it a 500. */
export function problemFor(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof WorkerFailed) return problemOfWorker(error)
  const code = 'syscall' in error && 'code' in error ? String(error.code) : ''
  const foreseen = PROBLEMS.find(([kind]) => error instanceof kind)?.[1] ?? REFUSALS[code]
  return foreseen?.(error)
}

/** As if what failed in the thread had failed here; its errors come as names. */
function problemOfWorker(error: WorkerFailed): Problem | undefined {
  const { reason } = error
  // The thread has died, or could not be started.
  if (reason === 'WorkerFailed') return outOfOrder(error)
  const foreseen = PROBLEMS.find(([kind]) => kind.name === reason)?.[1] ?? REFUSALS[reason]
  return foreseen?.(error)
}
