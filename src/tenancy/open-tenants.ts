import type { DurabilityLost } from '../database/errors.ts'
import { addWrites, NO_WRITES } from './add-writes.ts'
import { Changes } from './changes.ts'
import { closeQuietly } from './close-quietly.ts'
import { PoolClosed, PoolExhausted, TenantInUse } from './errors.ts'
import { OpenFailures } from './open-failures.ts'
import { passes } from './passes.ts'
import type { PoolCapacity } from './pool-capacity.ts'
import { PoolEntry } from './pool-entry.ts'
import type { OpenStatistics } from './pool-options.ts'
import type { TenantCloser } from './tenant-closer.ts'
import type { TenantDatabase } from './tenant-database.ts'
import { UsageOrder } from './usage-order.ts'

export interface OpenTenantsOptions<Db extends TenantDatabase> {
  readonly capacity: PoolCapacity
  /** Opens the tenant's database at once. */
  readonly open: (id: string) => Db
  readonly closer: TenantCloser
}

/**
 * Which tenants are open, and which of them has to make room. At no time are
 * more open, closing ones included, than the capacity allows.
 */
export class OpenTenants<Db extends TenantDatabase> {
  readonly #options: OpenTenantsOptions<Db>
  readonly #entries: UsageOrder<PoolEntry<Db>>
  readonly #closing = new Map<string, Promise<void>>()
  /**
   * Tenants that Kysely has used, the longest ago first. While the process holds a
   * lock on a file, SQLite puts off closing other descriptors of it (os_unix.c,
   * "posix advisory locks"), so each keeps one more until it is closed.
   */
  readonly #lent = new Set<PoolEntry<Db>>()
  readonly #failures = new OpenFailures()
  readonly #changes = new Changes()
  #closed = false
  /** Of those that were closed since. */
  #earlierWrites = NO_WRITES
  opened = 0
  evicted = 0
  refused = 0

  constructor(options: OpenTenantsOptions<Db>) {
    this.#options = options
    this.#entries = new UsageOrder(options.capacity.tenants)
  }

  /** Open tenants, those that are being closed included. */
  get size(): number {
    return this.#entries.size + this.#closing.size
  }

  databases(): Db[] {
    return [...this.#entries.values()].map(({ db }) => db)
  }

  /** Those that are open now, and what has been done since the start. */
  statistics(): OpenStatistics {
    let leased = 0
    let writes = this.#earlierWrites
    for (const entry of this.#entries.values()) {
      if (entry.leases > 0) leased += 1
      writes = addWrites(writes, entry.db.writes)
    }
    const { size, opened, evicted } = this
    const { count, outOfService } = this.#failures
    return { open: size, leased, opened, evicted, failed: count, outOfService, writes }
  }

  /** At most `limit` tenants that could not be opened when it was last tried, and why. */
  failing(limit: number): { readonly id: string; readonly error: unknown }[] {
    return this.#failures.first(limit)
  }

  /** The tenant if it is open and may be used. Counts as a use. */
  use(id: string): PoolEntry<Db> | undefined {
    const entry = this.#entries.peek(id)
    if (!entry || entry.retiring) return undefined
    // For whoever waited for its opening it is the first use still.
    if (!entry.awaited) this.#entries.use(id)
    entry.usedAt = performance.now()
    entry.rests = false
    return entry
  }

  /** The same without counting as a use, and also when it is about to be closed. */
  peek(id: string): PoolEntry<Db> | undefined {
    return this.#entries.peek(id)
  }

  /**
   * Opens the tenant in this very turn.
   *
   * @returns undefined when that needs a wait: it is being closed, or there is no room
   * @throws PendingMigrations, DatabaseBusy, PoolClosed, and whatever is wrong with the file
   */
  tryOpen(id: string): PoolEntry<Db> | undefined {
    if (this.#closed) throw new PoolClosed('the server is stopping')
    this.#failures.assertNone(id)
    if (this.#entries.peek(id) || this.#closing.has(id) || !this.#hasRoom()) return undefined
    try {
      const entry = new PoolEntry(id, this.#options.open(id))
      this.#entries.add(entry)
      this.opened += 1
      this.#keepSpare(entry)
      return entry
    } catch (error) {
      if (!passes(error)) this.#failures.remember(id, error)
      throw error
    }
  }

  /**
   * Waits a while for what {@link tryOpen} needs.
   *
   * @param deadline as of `performance.now()`
   * @throws PoolExhausted after the deadline
   */
  async makeRoomFor(id: string, deadline: number): Promise<void> {
    const old = this.#entries.peek(id)
    const victim = old ?? (this.#closing.size === 0 ? this.#oldestUnused() : undefined)
    if (victim && !victim.inUse) return this.#close(victim)
    // What is being closed makes room, or is the tenant itself: its end wakes us.
    if (!old && this.#closing.size === 0) this.#retireOne()
    const timeLeft = deadline - performance.now()
    if (timeLeft <= 0) {
      this.refused += 1
      throw new PoolExhausted('no database could be closed in time to make room')
    }
    await this.#changes.next(timeLeft)
  }

  /** To be called when whoever a tenant was opened for uses it. */
  taken(entry: PoolEntry<Db>): void {
    if (!entry.awaited) return
    entry.awaited = false
    // Others may ask for its place from now on. Unless they are told, and it is
    // never unused again, they would sleep on.
    this.#changes.tell()
  }

  /** To be called when the last lease of a tenant has ended. */
  returned(entry: PoolEntry<Db>): void {
    // It may be in use by writes still, but can be asked to retire now.
    this.#changes.tell()
    if (this.#entries.peek(entry.id) !== entry) return
    this.#lent.delete(entry)
    this.#lent.add(entry)
    if (this.#lent.size <= this.#options.capacity.leases) return
    for (const oldest of this.#lent) {
      if (oldest.leases > 0) continue
      oldest.retiring = true
      this.released(oldest)
      return
    }
  }

  /** To be called when a use across turns has ended. */
  released(entry: PoolEntry<Db>): void {
    if (entry.inUse) return
    if (entry.retiring && this.#entries.peek(entry.id) === entry) this.#close(entry)
    else this.#changes.tell()
  }

  /** @throws DurabilityLost when what is in the tenant's file may not be on the disk */
  assertInService(id: string): void {
    this.#failures.assertInService(id)
  }

  /**
   * Closes the tenant as soon as nobody uses it; until then nobody new may.
   *
   * @param deadline as of `performance.now()`; it waits for ever when absent
   * @throws TenantInUse after the deadline; then it is used on as before
   */
  async evict(id: string, deadline = Number.POSITIVE_INFINITY): Promise<void> {
    const entry = this.#entries.peek(id)
    if (entry) {
      entry.retiring = true
      // Whoever it was opened for has not seen it yet, and will open it again.
      entry.awaited = false
      while (entry.inUse && this.#entries.peek(id) === entry) {
        const timeLeft = deadline - performance.now()
        if (timeLeft <= 0) {
          entry.retiring = false
          this.#changes.tell()
          throw new TenantInUse('somebody has been using the workspace for too long')
        }
        await this.#changes.next(timeLeft)
      }
      if (this.#entries.peek(id) === entry) this.#close(entry)
    }
    this.#failures.forget(id)
    await this.#closing.get(id)
  }

  /** Forgets a handle that cannot be used any more: its file is damaged or gone. */
  drop(entry: PoolEntry<Db>): void {
    if (this.#entries.peek(entry.id) !== entry) return
    this.#forget(entry)
    closeQuietly(entry.db)
    this.#changes.tell()
  }

  /** {@link drop}, and nobody opens it again: what is in its file may not be on the disk. */
  takeOutOfService(entry: PoolEntry<Db>, error: DurabilityLost): void {
    this.#failures.takeOutOfService(entry.id, error)
    this.drop(entry)
  }

  /** Closes everything as soon as nobody uses it. Nothing is opened any more. */
  async close(): Promise<void> {
    this.#closed = true
    // Whoever waits for room would wait in vain.
    this.#changes.tell()
    await Promise.all([...this.#entries.values()].map(({ id }) => this.evict(id)))
    await Promise.all(this.#closing.values())
  }

  /** Those that were last used before `time`, as of `performance.now()`, and are not in use. */
  *unusedSince(time: number): Generator<PoolEntry<Db>> {
    for (const entry of this.#entries.unusedSince(time)) if (!entry.inUse) yield entry
  }

  /** Starts closing one that nobody uses. @returns false where enough are being closed already */
  closeUnused(entry: PoolEntry<Db>): boolean {
    if (this.#closing.size > this.#options.capacity.closing) return false
    this.#close(entry)
    return true
  }

  #hasRoom(): boolean {
    const { tenants } = this.#options.capacity
    if (this.size < tenants) return true
    const victim = this.#oldestUnused()
    if (!victim || victim.dirty) return false
    this.#close(victim)
    return this.size < tenants
  }

  /** Closes ahead of need, so that the opening after this one finds a place at once. */
  #keepSpare(opened: PoolEntry<Db>): void {
    const { tenants, closing } = this.#options.capacity
    while (this.#entries.size > tenants - closing && this.#closing.size < closing) {
      const victim = this.#oldestUnused()
      // Whoever it was opened for has not used it yet.
      if (!victim || victim === opened) return
      this.#close(victim)
    }
  }

  #oldestUnused(): PoolEntry<Db> | undefined {
    for (const entry of this.#entries.values()) if (!entry.inUse) return entry
    return undefined
  }

  /** A tenant that is written without pause would never be unused: let its next users wait. */
  #retireOne(): void {
    for (const entry of this.#entries.values()) {
      if (entry.leases > 0 || entry.awaited) continue
      entry.retiring = true
      return
    }
  }

  /** On the spot where that costs nothing, else in the closing worker. */
  #close(entry: PoolEntry<Db>): void {
    this.#forget(entry)
    this.evicted += 1
    if (!entry.dirty) {
      closeQuietly(entry.db)
      this.#changes.tell()
      return
    }
    const closed = this.#options.closer.close(entry.id, entry.db).finally(() => {
      this.#closing.delete(entry.id)
      this.#changes.tell()
    })
    this.#closing.set(entry.id, closed)
  }

  #forget(entry: PoolEntry<Db>): void {
    this.#earlierWrites = addWrites(this.#earlierWrites, entry.db.writes)
    this.#entries.delete(entry.id)
    this.#lent.delete(entry)
  }
}
