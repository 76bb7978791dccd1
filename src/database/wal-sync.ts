import { closeSync, fdatasync, fstatSync, openSync, statSync } from 'node:fs'
import type { Connection } from './connection.ts'
import { DatabaseFailed, DatabaseMissing } from './errors.ts'

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
  #descriptor: number | undefined
  #running: Promise<void> | undefined
  /** Whoever committed while a sync ran: that one may have come too early for them. */
  #next: Promise<void> | undefined
  #closed = false

  /** @param connection one with synchronous=FULL, which holds for whatever is not committed here */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Lowers the connection for one transaction; to be undone by {@link raise} after it. */
  lower(): void {
    this.#connection.execute('PRAGMA synchronous = NORMAL')
  }

  raise(): void {
    if (this.#connection.closed) return
    this.#connection.execute('PRAGMA synchronous = FULL')
  }

  /**
   * Resolves once all that is committed now is on the disk. Callers share syncs.
   *
   * @throws DatabaseFailed when the disk refuses: nothing may be acknowledged any more
   */
  sync(): Promise<void> {
    if (!this.#running) return this.#start()
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    )
    return this.#next
  }

  /** Closes the descriptor, after a sync that may be running. */
  close(): void {
    this.#closed = true
    if (!this.#running) this.#closeDescriptor()
  }

  #start(): Promise<void> {
    this.#next = undefined
    const running = this.#syncNow().finally(() => {
      this.#running = undefined
      if (this.#closed) this.#closeDescriptor()
    })
    this.#running = running
    return running
  }

  async #syncNow(): Promise<void> {
    const descriptor = this.#currentLog()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    fdatasync(descriptor, (cause) => {
      if (!cause) resolve()
      else reject(new DatabaseFailed('the disk did not take the write-ahead log', { cause }))
    })
    return promise
  }

  /** The log that is there now: a new one is made when the file is closed and opened again. */
  #currentLog(): number {
    const path = `${this.#connection.path}-wal`
    const now = statSync(path, { throwIfNoEntry: false })
    if (!now) throw new DatabaseMissing('the write-ahead log was deleted under its connection')
    if (this.#descriptor !== undefined && fstatSync(this.#descriptor).ino !== now.ino) {
      this.#closeDescriptor()
    }
    this.#descriptor ??= openSync(path, 'r')
    return this.#descriptor
  }

  #closeDescriptor(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}
