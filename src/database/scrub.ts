import { Connection } from './connection.ts'
import { DatabaseBusy } from './errors.ts'

/** Short, because while it waits for readers it keeps writers out; whoever asks, asks again. */
const BUSY_TIMEOUT = 100

/**
 * Removes from a live database's files what was deleted in it. It blocks, and
 * belongs in a worker.
 *
 * `secure_delete` overwrites what is freed, but the write-ahead log keeps the
 * old pages until it is emptied, and pages whose rows were moved keep copies of
 * them in their unused parts: only writing the file anew removes those
 * (https://sqlite.org/pragma.html#pragma_secure_delete, https://sqlite.org/lang_vacuum.html).
 *
 * @param rewrite whether to write the file anew; nobody else can write meanwhile
 * @throws DatabaseBusy while somebody reads an older state; DatabaseFull, …
 */
export function scrub(path: string, rewrite: boolean): void {
  const connection = new Connection(path, { busyTimeout: BUSY_TIMEOUT })
  try {
    if (rewrite) connection.execute('VACUUM')
    const [row] = connection.query('PRAGMA wal_checkpoint(TRUNCATE)', []).rows
    if (row?.['busy'] !== 0) throw new DatabaseBusy('somebody reads an older state of the file')
  } finally {
    connection.close()
  }
}
