/** Whatever SQLite or this layer refuses. `cause` holds the driver's own error where there is one. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
}

// A statement broke a rule of the schema; nothing of it was written.
export class ConstraintViolation extends DatabaseError {
  override name = 'ConstraintViolation'
}
export class UniqueViolation extends ConstraintViolation {
  override name = 'UniqueViolation'
  /** @param columns what must be unique together, as `table.column` */
  constructor(
    readonly columns: readonly string[],
    options?: ErrorOptions,
  ) {
    super(`a row with the same ${columns.join(', ')} exists`, options)
  }
}
export class ForeignKeyViolation extends ConstraintViolation {
  override name = 'ForeignKeyViolation'
}
export class CheckViolation extends ConstraintViolation {
  override name = 'CheckViolation'
}
export class NotNullViolation extends ConstraintViolation {
  override name = 'NotNullViolation'
}

// The file cannot do it now, or at all.
export class DatabaseBusy extends DatabaseError {
  override name = 'DatabaseBusy'
}
export class DatabaseFull extends DatabaseError {
  override name = 'DatabaseFull'
}
/** It holds as much as it may: only what frees room is still written. */
export class QuotaReached extends DatabaseError {
  override name = 'QuotaReached'
}
export class DatabaseReadOnly extends DatabaseError {
  override name = 'DatabaseReadOnly'
}
export class DatabaseMissing extends DatabaseError {
  override name = 'DatabaseMissing'
}
export class DatabaseCorrupt extends DatabaseError {
  override name = 'DatabaseCorrupt'
}
/** The disk or the file system refused (SQLITE_IOERR). */
export class DiskFailed extends DatabaseError {
  override name = 'DiskFailed'
}
/** Anything else, such as a wrong statement (SQLITE_ERROR). */
export class DatabaseFailed extends DatabaseError {
  override name = 'DatabaseFailed'
}
/** A sync failed. The kernel may call lost pages clean afterwards, so later syncs prove nothing. */
export class DurabilityLost extends DatabaseError {
  override name = 'DurabilityLost'
}
export class DatabaseClosed extends DatabaseError {
  override name = 'DatabaseClosed'
}
export class CannotOpen extends DatabaseError {
  override name = 'CannotOpen'
}

// The file is sound, but not the one, or not in the state, that was asked for.
export class ForeignDatabase extends DatabaseError {
  override name = 'ForeignDatabase'
}
export class NewerSchema extends DatabaseError {
  override name = 'NewerSchema'
}
export class PendingMigrations extends DatabaseError {
  override name = 'PendingMigrations'
}
export class MigrationHistoryChanged extends DatabaseError {
  override name = 'MigrationHistoryChanged'
}
export class WrittenSince extends DatabaseError {
  override name = 'WrittenSince'
}
export class MigrationFailed extends DatabaseError {
  override name = 'MigrationFailed'
}

// The caller used the layer in a way that cannot be right.
export class AsynchronousWork extends DatabaseError {
  override name = 'AsynchronousWork'
}
export class TransactionFinished extends DatabaseError {
  override name = 'TransactionFinished'
}
export class TransactionTimedOut extends DatabaseError {
  override name = 'TransactionTimedOut'
}
