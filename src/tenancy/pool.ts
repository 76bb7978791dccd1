import { backoff, pause } from '../database/backoff.ts'
import { DurabilityLost, PendingMigrations } from '../database/errors.ts'
import { PoolClosed, PoolExhausted } from './errors.ts'
import { Holds } from './holds.ts'
import { IdleSweep } from './idle-sweep.ts'
import { isFatal } from './is-fatal.ts'
import { LoopShares } from './loop-shares.ts'
import { OneCallback } from './one-callback.ts'
import { OpenTenants } from './open-tenants.ts'
import { Openings } from './openings.ts'
import { passes } from './passes.ts'
import { Permits } from './permits.ts'
import type { PoolEntry } from './pool-entry.ts'
import type { PoolStatistics, TenantAccess, TenantPoolOptions } from './pool-options.ts'
import type { TenantDatabase } from './tenant-database.ts'

/** Pages, 4 MB: each log that begins anew has its head synced on the event loop. */
const LARGE_LOG = 2_000

/** Units of work after which a database is asked again whether it has put something off. */
const UPKEEP_ASKED_EVERY = 32

/**
 * The tenants' databases, opened when they are used; the one that is needed least makes room for the next.
 *
 * {@link read} and {@link write} take synchronous callbacks. After any wait the database is looked
 * up again and the callback runs in that same turn of the event loop, so no eviction can close a
 * database under its user. Only {@link lease} lends one across awaits, and then it is not evicted.
 */
export class TenantPool<Db extends TenantDatabase> {
  /** Whoever is told of each tenant in which something may have been committed, once that is durable. */
  readonly onChange = new Set<(id: string) => void>()
  readonly #options: TenantPoolOptions<Db>
  readonly #tenants: OpenTenants<Db>
  readonly #openings: Openings<Db>
  readonly #leases: Permits
  readonly #holds = new Holds()
  readonly #shares = new LoopShares()
  readonly #callback = new OneCallback()
  /** Tenants whose state has changed: a request that came in before may know the old one. */
  readonly #changed = new Set<string>()
  readonly #idle: IdleSweep<Db>
  #closed = false
  #hits = 0
  #refusedLeases = 0

  constructor(options: TenantPoolOptions<Db>) {
    this.#options = options
    this.#tenants = new OpenTenants(options)
    const { patience, migration } = options
    const holds = this.#holds
    this.#openings = new Openings({ tenants: this.#tenants, holds, migration, patience })
    this.#leases = new Permits(options.capacity.leases)
    this.#idle = new IdleSweep(this.#tenants, options)
  }

  /**
   * Runs synchronous `work` on one snapshot of the tenant's database, in a later turn where the
   * tenant's requests have had their share of this one.
   *
   * @throws PoolExhausted, TenantMigrating, TenantHeld, DatabaseBusy: after a wait, come again
   * @throws DatabaseMissing, DatabaseCorrupt, ForeignDatabase, NewerSchema, …: something is wrong with the file
   */
  async read<T>(tenant: TenantAccess, work: (db: Db) => T): Promise<T> {
    const deadline = performance.now() + this.#options.patience
    const turn = this.#turnOf(tenant, 'forRead')
    if (turn !== undefined) await turn
    for (let attempt = 0; ; attempt += 1) {
      try {
        const entry = this.#lookUp(tenant)
        if (entry) return this.#readNow(entry, work)
        return await this.#whenOpen(tenant, (opened) => this.#readNow(opened, work))
      } catch (error) {
        const wait = backoff(attempt)
        if (!passes(error) || performance.now() + wait > deadline) throw error
        await pause(wait)
        tenant.recheck?.()
      }
    }
  }

  /**
   * Runs synchronous `work` as one unit of work, as {@link read} does, and resolves once it is
   * committed. It may share its commit with others, and may run more than once.
   *
   * @throws as {@link read}, and QuotaReached, DatabaseFull, DatabaseReadOnly
   * @throws DurabilityLost when the disk refused, as do all uses of this tenant from then on
   */
  async write<T>(tenant: TenantAccess, work: (db: Db) => T): Promise<T> {
    const deadline = performance.now() + this.#options.patience
    const turn = this.#turnOf(tenant, 'forUnit')
    if (turn !== undefined) await turn
    this.#shares.unit(tenant.id)
    for (;;) {
      try {
        const entry = this.#lookUp(tenant)
        if (entry) return await this.#writeTo(entry, tenant, work)
        return await this.#whenOpen(tenant, (opened) => this.#writeTo(opened, tenant, work))
      } catch (error) {
        // Nothing of it was run: another process took the file back to an older schema.
        if (!(error instanceof PendingMigrations) || performance.now() > deadline) throw error
        tenant.recheck?.()
      }
    }
  }

  /**
   * Lends the database until `work`'s promise settles: for Kysely and streams.
   *
   * @throws as {@link read}; PoolExhausted when too many leases are out
   */
  async lease<T>(tenant: TenantAccess, work: (db: Db) => Promise<T>): Promise<T> {
    this.#assertUsable()
    if (!(await this.#leases.take(this.#options.patience))) {
      this.#refusedLeases += 1
      throw new PoolExhausted('too many databases are lent out')
    }
    try {
      return await this.#whenOpen(tenant, (entry) => this.#lend(entry, work))
    } finally {
      this.#leases.give()
    }
  }

  /** Closes one tenant as soon as nobody uses it; new uses wait meanwhile and open it again. */
  async evict(id: string): Promise<void> {
    const opening = this.#openings.of(id)
    // Without a wait nobody gets in any more from this very turn on.
    if (opening) await Promise.allSettled([opening])
    await this.#tenants.evict(id)
  }

  /** To be called when the registry has another state: after it nobody uses it who knows only the old one. */
  async stateChanged(id: string): Promise<void> {
    this.#changed.add(id)
    await this.evict(id)
  }

  /**
   * Runs `work` while nobody in this process uses the tenant: new uses wait, up
   * to the patience of a request, running ones end, and the file is closed.
   *
   * @param deadline as of `performance.now()`, for the running uses
   * @throws TenantInUse when they have not ended by then; OperationRunning, DurabilityLost
   */
  async exclusively<T>(id: string, deadline: number, work: () => Promise<T>): Promise<T> {
    this.#assertUsable()
    this.#tenants.assertInService(id)
    const release = this.#holds.take(id)
    try {
      this.#changed.add(id)
      await this.#tenants.evict(id, deadline)
      await this.#options.migration.settled(id, deadline)
      return await work()
    } finally {
      release()
      for (const tell of this.onChange) tell(id)
    }
  }

  /** Refuses new uses, waits for running ones and closes everything. */
  async close(): Promise<void> {
    this.#closed = true
    this.#idle.stop()
    await Promise.all([this.#tenants.close(), this.#holds.settled()])
  }

  /** Whether several tenants were read or written within the last second, so that one may not have all there is. */
  get isShared(): boolean {
    return this.#shares.isShared
  }

  /** The database of a tenant if it is open now, for figures. Does not count as a use. */
  peek(id: string): Db | undefined {
    return this.#tenants.peek(id)?.db
  }

  /** Those that are open now, for figures. */
  openNow(): Db[] {
    return this.#tenants.databases()
  }

  /** At most `limit` tenants that could not be opened when it was last tried, and why. */
  failing(limit: number): { readonly id: string; readonly error: unknown }[] {
    return this.#tenants.failing(limit)
  }

  statistics(): PoolStatistics {
    const { pending, migrated, failed } = this.#options.migration
    return {
      ...this.#tenants.statistics(),
      capacity: this.#options.capacity.tenants,
      hits: this.#hits,
      waits: this.#openings.waits,
      refused: this.#tenants.refused + this.#refusedLeases,
      migrating: pending,
      migrated,
      migrationsFailed: failed,
    }
  }

  #assertUsable(): void {
    if (this.#closed) throw new PoolClosed('the server is stopping')
    this.#callback.assertNone()
  }

  /** @returns undefined: in this turn. After a wait the caller may have lost their rights */
  #turnOf({ id, recheck }: TenantAccess, what: 'forRead' | 'forUnit'): Promise<void> | undefined {
    this.#assertUsable()
    return this.#shares[what](id)?.then(recheck)
  }

  /** The tenant if it is open, or can be opened in this very turn. */
  #lookUp({ id, recheck }: TenantAccess): PoolEntry<Db> | undefined {
    this.#assertUsable()
    if (this.#changed.has(id)) recheck?.()
    const entry = this.#tenants.use(id)
    if (entry) {
      this.#hits += 1
      return entry
    }
    if (this.#openings.of(id) || this.#holds.has(id)) return undefined
    try {
      return this.#tenants.tryOpen(id)
    } catch (error) {
      if (passes(error)) return undefined
      throw error
    }
  }

  /** Waits until the tenant is open, checks rights again, and calls `use` in that very turn. */
  async #whenOpen<T>(
    tenant: TenantAccess,
    use: (entry: PoolEntry<Db>) => T | Promise<T>,
  ): Promise<T> {
    const { id } = tenant
    for (;;) {
      this.#assertUsable()
      const entry = this.#tenants.use(id)
      if (entry) {
        try {
          this.#tenants.taken(entry)
          tenant.recheck?.()
          return await use(entry)
        } finally {
          this.#tenants.released(entry)
        }
      }
      await this.#openings.wait(id).catch((error) => {
        // Where it was archived meanwhile, say, its users are told that and not that a file is missing.
        tenant.recheck?.()
        throw error
      })
    }
  }

  #readNow<T>(entry: PoolEntry<Db>, work: (db: Db) => T): T {
    const start = performance.now()
    try {
      return entry.db.read(() => this.#callback.run(entry.db, work))
    } catch (error) {
      this.#dropIfFatal(entry, error)
      throw error
    } finally {
      this.#shares.read(entry.id, start)
    }
  }

  async #writeTo<T>(entry: PoolEntry<Db>, tenant: TenantAccess, work: (db: Db) => T): Promise<T> {
    entry.writes += 1
    try {
      const result = await entry.db.write(() => {
        if (tenant.adds) entry.db.assertRoom()
        return this.#callback.run(entry.db, work)
      }, tenant.recheck)
      for (const tell of this.onChange) tell(entry.id)
      this.#noteLog(entry)
      this.#noteUpkeep(entry)
      return result
    } catch (error) {
      this.#dropIfFatal(entry, error)
      throw error
    } finally {
      entry.writes -= 1
      this.#tenants.released(entry)
    }
  }

  #noteLog(entry: PoolEntry<Db>): void {
    const { pagesWritten } = entry
    if (pagesWritten - entry.pagesMoved < LARGE_LOG) return
    entry.pagesMoved = pagesWritten
    this.#options.onLogGrown(entry.id)
  }

  #noteUpkeep(entry: PoolEntry<Db>): void {
    const { units } = entry.db.writes
    if (units < entry.upkeepAskedAt) return
    entry.upkeepAskedAt = units + UPKEEP_ASKED_EVERY
    try {
      if (entry.db.hasUpkeep()) this.#options.onUpkeepDue(entry.id)
    } catch {
      // What was asked of it is done; what is wrong with the file the next use says.
    }
  }

  async #lend<T>(entry: PoolEntry<Db>, work: (db: Db) => Promise<T>): Promise<T> {
    entry.leases += 1
    try {
      // Its errors say nothing of this handle: they may be about anything that it awaits.
      return await work(entry.db)
    } finally {
      entry.leases -= 1
      for (const tell of this.onChange) tell(entry.id)
      if (entry.leases === 0) {
        entry.db.restKysely()
        this.#tenants.returned(entry)
      }
    }
  }

  #dropIfFatal(entry: PoolEntry<Db>, error: unknown): void {
    if (!(error instanceof DurabilityLost)) {
      if (isFatal(error)) this.#tenants.drop(entry)
    } else if (this.#tenants.peek(entry.id) === entry) {
      // Only the first of those who waited for the same commit comes here.
      this.#tenants.takeOutOfService(entry, error)
      this.#options.onOutOfService?.(entry.id, error)
    }
  }
}
