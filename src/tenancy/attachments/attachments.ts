import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { DataDirectory } from '../data-directory.ts'
import { PoolClosed } from '../errors.ts'
import { FairPermits } from '../fair-permits.ts'
import type { TenantPool } from '../pool.ts'
import type { TenantAccess } from '../pool-options.ts'
import type { TenantState } from '../tenant.ts'
import type { TenantDatabase } from '../tenant-database.ts'
import { AttachmentMissing } from './errors.ts'
import { type Received, type ReceiveOptions, receive } from './receive.ts'
import { Turns } from './turns.ts'

interface AttachmentsOptions<Db extends TenantDatabase> {
  readonly directory: DataDirectory
  readonly pool: TenantPool<Db>
  readonly stateOf: (id: string) => TenantState | undefined
  readonly onFailed?: ((id: string, error: unknown) => void) | undefined
  /** From an upload until it is looked at whether anything refers to it; milliseconds. */
  readonly expiry: number
}

/** What a piece of an upload takes at the least; milliseconds. */
const EACH_PIECE = 1

/** How often tenants in use are looked at whose uploads may have expired. */
const ROUND = 60_000

/**
 * The contents beside the tenants' databases: `files/<sha256>`, each once. A row that refers to one
 * is committed only after its bytes and its name were synced, and a name is removed only after the
 * last row has gone; what a crash in between leaves is in the tenant's {@link ContentBooks}.
 */
export class Attachments<Db extends TenantDatabase> {
  readonly #options: AttachmentsOptions<Db>
  /** Keeping a content and removing it must not meet. */
  readonly #turns = new Turns()
  /**
   * Pieces of uploads that are hashed and written at the same time: of one tenant one in a
   * millisecond, which makes a gigabit in a second, or its uploads would fill the turns of the event
   * loop. Those that wait leave their sockets unread.
   */
  readonly #pieces = new FairPermits({ count: 2, each: 1 })
  /** By tenant: whether it was asked for again meanwhile. */
  readonly #sweeping = new Map<string, boolean>()
  readonly #running = new Set<Promise<void>>()
  /** By tenant, when its latest uploads are to be looked at; as of `performance.now()`. */
  readonly #due = new Map<string, number>()
  readonly #timer: ReturnType<typeof setInterval>
  #closed = false

  constructor(options: AttachmentsOptions<Db>) {
    this.#options = options
    this.#timer = setInterval(() => this.#sweepDue(), Math.min(ROUND, options.expiry))
    this.#timer.unref()
  }

  /** See {@link receive}. What it returns is to be kept or discarded. */
  receive(
    id: string,
    body: ReadableStream<Uint8Array> | null,
    options: Omit<ReceiveOptions, 'pace'>,
  ): Promise<Received> {
    const pace = async (work: () => Promise<void>) => {
      await this.#pieces.take(id)
      try {
        await Promise.all([work(), pause(EACH_PIECE)])
      } finally {
        this.#pieces.give(id)
      }
    }
    return receive(this.#options.directory, body, { ...options, pace })
  }

  /**
   * Puts what was received where it belongs, and then runs `record` as a unit of work that writes
   * the row which refers to it. If that fails nothing stays.
   *
   * @throws what `record` and {@link TenantPool.write} throw
   */
  async keep<T>(tenant: TenantAccess, received: Received, record: (db: Db) => T): Promise<T> {
    const { id } = tenant
    const { pool } = this.#options
    try {
      // A lease: what has a tenant for itself replaces its database and files, and must not meet this.
      return await this.#turns.take(id, () =>
        pool.lease(tenant, async (db) => {
          await db.write(() => db.contents.announce(received.sha256), tenant.recheck)
          await this.#place(id, received)
          return db.write(() => {
            db.assertRoom()
            return record(db)
          }, tenant.recheck)
        }),
      )
    } catch (error) {
      this.sweep(id)
      throw error
    } finally {
      await this.discard(received)
      this.#due.set(id, performance.now() + this.#options.expiry)
    }
  }

  async discard({ path }: Received): Promise<void> {
    await rm(path, { force: true })
  }

  /** Where a content lies. @throws AttachmentMissing */
  async find(id: string, sha256: string): Promise<string> {
    const path = this.#pathOf(id, sha256)
    try {
      await stat(path)
      return path
    } catch (cause) {
      throw new AttachmentMissing('the content of an attachment is missing', { cause })
    }
  }

  /**
   * Removes in the background what nothing refers to any more: after a deletion, and for a tenant
   * whose books say so when it is opened. Returns at once.
   */
  sweep(id: string): void {
    const runs = this.#sweeping.has(id)
    this.#sweeping.set(id, runs)
    if (runs || this.#closed) return
    const sweep = this.#sweep(id).finally(() => this.#running.delete(sweep))
    this.#running.add(sweep)
  }

  /** Waits for what runs; the rest is found in the books. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await Promise.all(this.#running)
  }

  async #place(id: string, { path, sha256 }: Received): Promise<void> {
    const target = this.#pathOf(id, sha256)
    const isThere = await stat(target).catch(() => null)
    if (isThere === null) await rename(path, target)
    // Also of one that is there: whoever put it there may have been killed before this.
    await this.#syncDirectory(id)
  }

  async #sweep(id: string): Promise<void> {
    try {
      do {
        this.#sweeping.set(id, false)
        while (await this.#turns.take(id, () => this.#sweepSome(id))) {
          // Each turn is bounded, so that uploads come in between.
        }
      } while (this.#sweeping.get(id))
    } catch (error) {
      // The books still have it.
      if (!(error instanceof PoolClosed)) this.#options.onFailed?.(id, error)
    } finally {
      this.#sweeping.delete(id)
    }
  }

  /** @returns whether there may be more */
  async #sweepSome(id: string): Promise<boolean> {
    const { pool, stateOf } = this.#options
    // Not the rights of who deleted it: they may have gone since.
    if (this.#closed || stateOf(id) !== 'active') return false
    return pool.lease({ id }, async (db) => {
      if (!db.read(() => db.contents.isDue())) return false
      const expired = await db.write(() => db.contents.expire())
      const unused = await db.write(() => db.contents.unused())
      if (unused.length === 0) return expired > 0
      for (const sha256 of unused) await rm(this.#pathOf(id, sha256), { force: true })
      // Otherwise a power cut could bring back a name that nobody knows of any more.
      await this.#syncDirectory(id)
      await db.write(() => db.contents.forget(unused))
      return true
    })
  }

  #sweepDue(): void {
    const now = performance.now()
    for (const [id, due] of this.#due) {
      if (due > now) continue
      this.#due.delete(id)
      // Whoever opens one that is closed looks by itself.
      if (this.#options.pool.peek(id)) this.sweep(id)
    }
  }

  #pathOf(id: string, sha256: string): string {
    // Rows that came with an import were checked; nothing else may ever become part of a path.
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new AttachmentMissing('its name is none of ours')
    return join(this.#options.directory.files(id), sha256)
  }

  async #syncDirectory(id: string): Promise<void> {
    const directory = await open(this.#options.directory.files(id), 'r')
    try {
      await directory.sync()
    } finally {
      await directory.close()
    }
  }
}
