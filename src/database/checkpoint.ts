import { Connection } from './connection.ts'

/** Short, because while it waits for readers it keeps writers out. */
const BUSY_TIMEOUT = 20

/**
 * Moves the write-ahead log of a database that may be in use into the file, and has whoever writes
 * next begin the log anew. It blocks, and belongs in a worker: on the event loop it would stop
 * everybody for two syncs.
 *
 * Nearly all of it is done while others write; only for what they add meanwhile they are kept out.
 * Where somebody reads an older state nobody is kept out, and as much is moved as can be
 * (https://sqlite.org/c3ref/wal_checkpoint_v2.html).
 *
 * @throws DurabilityLost when the disk refused a sync; DatabaseCorrupt, CannotOpen, …
 */
export function checkpoint(path: string): void {
  const connection: Connection = new Connection(path, {
    busyTimeout: BUSY_TIMEOUT,
    // Should this be the last one to close it, the close would try again what a disk has refused.
    onDurabilityLost: (error) => connection.condemn(error),
  })
  try {
    const [passive] = connection.query('PRAGMA wal_checkpoint(PASSIVE)', []).rows
    if (passive?.['checkpointed'] !== passive?.['log']) return
    connection.execute('PRAGMA wal_checkpoint(RESTART)')
  } finally {
    connection.close()
  }
}
