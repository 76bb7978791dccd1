import { closeSync, fdatasync, fstatSync, openSync, statSync } from 'node:fs'
import type { Connection } from './connection.ts'
import { DatabaseClosed, DatabaseMissing, DiskFailed, DurabilityLost } from './errors.ts'

/** The write-ahead log that one handle of the connection writes. */
interface OpenLog {
  readonly handle: Connection['database']
  readonly descriptor: number
  readonly inode: number
}

/**
 * Makes commits durable without stopping the event loop: they are written at
 * synchronous=NORMAL, and the write-ahead log is synced in the thread pool
 * before anybody is told of them. That keeps what synchronous=FULL keeps:
 * test/power-loss drops what was not synced and looks.
 *
 * The log carries no locks, so it may be opened and closed by other means; the
 * database file itself must never be (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 */
export class WalSync {
  readonly #connection: Connection
  readonly #onLost: (error: DurabilityLost) => void
  #log: OpenLog | undefined
  #running = false
  /** Whoever committed since the running sync began: that one may have come too early for them. */
  #next: PromiseWithResolvers<void> | undefined
  #failure: DurabilityLost | undefined
  #closed = false

  /**
   * @param connection one with synchronous=FULL, which holds for whatever is not committed here
   * @param onLost told once that the disk refused, before anybody who waits is
   */
  constructor(connection: Connection, onLost: (error: DurabilityLost) => void) {
    this.#connection = connection
    this.#onLost = onLost
  }

  /** Lowers the connection for one transaction; to be undone by {@link raise} after it. */
  lower(): void {
    this.#connection.execute('PRAGMA synchronous = NORMAL')
  }

  raise(): void {
    if (this.#connection.closed) return
    try {
      this.#connection.execute('PRAGMA synchronous = FULL')
    } catch {
      // A handle that refuses this refuses whatever comes next, too.
    }
  }

  /**
   * Opens the log, to be called in the transaction before it writes. The kernel
   * tells of a failed write once to each descriptor that was open by then; one
   * opened later would not hear what a checkpoint's own sync has been told.
   *
   * @throws DatabaseMissing when the database is gone, DiskFailed when only the log cannot be opened
   */
  hold(): void {
    const handle = this.#connection.database
    if (this.#log?.handle === handle) return
    this.#release()
    let descriptor: number | undefined
    try {
      descriptor = openSync(`${this.#connection.path}-wal`, 'r')
      this.#log = { handle, descriptor, inode: fstatSync(descriptor).ino }
    } catch (cause) {
      if (descriptor !== undefined) closeSync(descriptor)
      // With its directory, say: then nothing is wrong with the disk.
      this.#connection.assertInPlace()
      throw new DiskFailed('the write-ahead log cannot be opened', { cause })
    }
  }

  /**
   * Resolves once all that is committed now is on the disk. Callers share syncs.
   *
   * @throws DurabilityLost when the disk refused: nothing may be acknowledged any more
   * @throws DatabaseMissing when the log is no longer there
   */
  sync(): Promise<void> {
    this.#next ??= Promise.withResolvers()
    const { promise } = this.#next
    if (!this.#running) void this.#run()
    return promise
  }

  /** Nothing that waits, or comes, is durable: another sync of the file has failed. */
  fail(error: DurabilityLost): void {
    this.#failure ??= error
  }

  /** Closes the descriptor, after a sync that may be running. */
  close(): void {
    this.#closed = true
    if (!this.#running) this.#release()
  }

  /** One sync after the other, as long as somebody waits. Never rejects. */
  async #run(): Promise<void> {
    this.#running = true
    while (this.#next) {
      const due = this.#next
      this.#next = undefined
      try {
        await this.#syncNow()
        due.resolve()
      } catch (error) {
        due.reject(error)
      }
    }
    this.#running = false
    if (this.#closed) this.#release()
  }

  async #syncNow(): Promise<void> {
    if (this.#failure) throw this.#failure
    if (this.#closed) throw new DatabaseClosed('the database is closed')
    try {
      await datasync(this.#currentLog())
    } catch (error) {
      if (error instanceof DurabilityLost && !this.#failure) this.#onLost(error)
      throw error
    }
    if (this.#failure) throw this.#failure
  }

  /**
   * The log that the commits are in. A new one is made when the connection
   * opened its file anew, which has moved what was in the old one; in any other
   * case another file at this path is not what SQLite writes.
   */
  #currentLog(): number {
    this.hold()
    const { descriptor, inode } = this.#log as OpenLog
    if (statSync(`${this.#connection.path}-wal`, { throwIfNoEntry: false })?.ino !== inode) {
      throw new DatabaseMissing('the write-ahead log was deleted under its connection')
    }
    return descriptor
  }

  #release(): void {
    if (this.#log) closeSync(this.#log.descriptor)
    this.#log = undefined
  }
}

function datasync(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(descriptor, (cause) => {
      if (cause) reject(new DurabilityLost('the disk did not take the write-ahead log', { cause }))
      else resolve()
    })
  })
}
