import { SQLiteError } from 'bun:sqlite'
import {
  CannotOpen,
  CheckViolation,
  ConstraintViolation,
  DatabaseBusy,
  DatabaseClosed,
  DatabaseCorrupt,
  DatabaseError,
  DatabaseFailed,
  DatabaseFull,
  DatabaseMissing,
  DatabaseReadOnly,
  DiskFailed,
  DurabilityLost,
  ForeignKeyViolation,
  NotNullViolation,
  UniqueViolation,
} from './errors.ts'

/**
 * Names what the driver threw. Result codes: https://sqlite.org/rescode.html.
 * What is not SQLite's own (a bug in a callback, say) is returned unchanged.
 */
export function translateError(error: unknown): unknown {
  if (error instanceof DatabaseError) return error
  const options = { cause: error }
  if (error instanceof SQLiteError) {
    const code = error.code ?? ''
    if (code.startsWith('SQLITE_CONSTRAINT')) return constraintViolation(code, error)
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
      return new DatabaseBusy('another connection holds the lock', options)
    }
    if (code === 'SQLITE_FULL') return new DatabaseFull('no room left for the database', options)
    if (
      code === 'SQLITE_CORRUPT' ||
      code === 'SQLITE_NOTADB' ||
      code.startsWith('SQLITE_CORRUPT_')
    ) {
      return new DatabaseCorrupt('the file is damaged or not a database', options)
    }
    if (code.startsWith('SQLITE_READONLY')) {
      if (code === 'SQLITE_READONLY_DBMOVED') {
        return new DatabaseMissing('the file was moved or deleted under its connection', options)
      }
      return new DatabaseReadOnly('the database cannot be written', options)
    }
    if (code === 'SQLITE_IOERR_FSYNC' || code === 'SQLITE_IOERR_DIR_FSYNC') {
      return new DurabilityLost('the disk did not take what was written', options)
    }
    if (code.startsWith('SQLITE_IOERR')) return new DiskFailed(error.message, options)
    if (code.startsWith('SQLITE_CANTOPEN')) return new CannotOpen('cannot open the file', options)
    return new DatabaseFailed(error.message, options)
  }
  if (error instanceof Error && /closed database|has closed|has finalized/i.test(error.message)) {
    return new DatabaseClosed('the database is closed', options)
  }
  return error
}

function constraintViolation(code: string, error: SQLiteError): ConstraintViolation {
  const options = { cause: error }
  // `UNIQUE constraint failed: users.email, users.username`
  const detail = error.message.slice(error.message.indexOf(':') + 1).trim()
  switch (code) {
    case 'SQLITE_CONSTRAINT_UNIQUE':
    case 'SQLITE_CONSTRAINT_PRIMARYKEY':
    case 'SQLITE_CONSTRAINT_ROWID':
      return new UniqueViolation(detail.split(', '), options)
    case 'SQLITE_CONSTRAINT_FOREIGNKEY':
      return new ForeignKeyViolation('a row that this one refers to does not exist', options)
    case 'SQLITE_CONSTRAINT_CHECK':
      return new CheckViolation(`not allowed here: ${detail}`, options)
    case 'SQLITE_CONSTRAINT_NOTNULL':
      return new NotNullViolation(`${detail} must have a value`, options)
    default:
      return new ConstraintViolation(error.message, options)
  }
}
