import { Permits } from './permits.ts'
import type { TenantDatabase } from './tenant-database.ts'
import type { WorkerChannel } from './worker-channel.ts'

/**
 * Closes databases without stalling the event loop. The last connection to a
 * file checkpoints, syncs and unlinks its WAL when it closes; so a worker opens
 * the file first, and its close, over there, is the last one.
 */
export class TenantCloser {
  readonly #worker: WorkerChannel
  readonly #path: (id: string) => string
  readonly #permits: Permits

  /** @param most files that the worker may have open at the same time */
  constructor(worker: WorkerChannel, path: (id: string) => string, most: number) {
    this.#worker = worker
    this.#path = path
    this.#permits = new Permits(most)
  }

  /** Resolves when the file is closed everywhere in this process. Never rejects. */
  async close(id: string, db: TenantDatabase): Promise<void> {
    await this.#permits.take()
    const path = this.#path(id)
    const held = await this.#ask('hold', path)
    try {
      db.close()
    } catch {
      // A damaged or deleted file cannot be checkpointed; its handle is gone all the same.
    }
    if (held) await this.#ask('release', path)
    this.#permits.give()
  }

  async #ask(kind: 'hold' | 'release', path: string): Promise<boolean> {
    try {
      await this.#worker.ask({ kind, path })
      return true
    } catch {
      return false
    }
  }
}
