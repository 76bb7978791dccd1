import { existsSync, rmSync } from 'node:fs'
import { backoff, pause } from '../database/backoff.ts'
import { DatabaseReadOnly } from '../database/errors.ts'
import type { SpaceLimit } from '../database/space.ts'
import { Attachments } from './attachments/attachments.ts'
import {
  type CreationOptions,
  createTenant,
  type NewTenantRequest,
  sweepUnfinished,
} from './create-tenant.ts'
import type { DataDirectory } from './data-directory.ts'
import { Departures } from './departures.ts'
import { TenantInUse } from './errors.ts'
import { FileChores } from './file-chores.ts'
import { followDepartures } from './follow-departures.ts'
import { LazyMigration } from './lazy-migration.ts'
import { LifeCycle } from './life-cycle/life-cycle.ts'
import { OperationJournal } from './operation-journal.ts'
import { TenantPool } from './pool.ts'
import { Questions } from './questions.ts'
import { Registry } from './registry.ts'
import type { RegistryDatabase } from './registry-database.ts'
import { RegistryNotes } from './registry-notes.ts'
import { removeLeftRehearsals } from './rehearsal-directory.ts'
import { Retention } from './retention.ts'
import { Scrubs } from './scrubs.ts'
import { Settlement } from './settlement.ts'
import type { Tenant } from './tenant.ts'
import { TenantCloser } from './tenant-closer.ts'
import type { TenantDatabase, TenantEngine } from './tenant-database.ts'
import { TenantWorkers } from './tenant-workers.ts'
import { type TenantsOptions, TIMINGS } from './tenants-options.ts'
import { type WorkerChannel, WorkerFailed, WorkerStopped } from './worker-channel.ts'

/** Beyond the quota, for deletions: what a large unit of work changes, several times; bytes. */
const RESERVE = 4 * 1_024 ** 2

/** All tenants of one data directory: registry, pool and life cycle. */
export class Tenants<Db extends TenantDatabase> {
  readonly registry: Registry
  readonly retention: Retention
  readonly pool: TenantPool<Db>
  readonly directory: DataDirectory
  readonly engine: TenantEngine<Db>
  readonly lifeCycle: LifeCycle
  readonly departures: Departures
  readonly scrubs: Scrubs
  readonly attachments: Attachments<Db>
  readonly settlement: Settlement
  readonly questions: Questions
  readonly #database: RegistryDatabase
  readonly #notes: RegistryNotes
  readonly #checkpoints: FileChores
  readonly #upkeep: FileChores
  readonly #workers: TenantWorkers
  readonly #drainPatience: number
  readonly #quota: number | undefined
  readonly #reached: (point: string) => void
  readonly #onUnsettled: TenantsOptions<Db>['onUnsettled']

  constructor(options: TenantsOptions<Db>) {
    const { directory, engine, registryDatabase } = options
    const timings = { ...TIMINGS, ...options.timings }
    const path = (id: string) => directory.database(id)
    const workers = new TenantWorkers(options.workerUrl)
    this.directory = directory
    this.engine = engine
    this.registry = new Registry(registryDatabase.sql)
    this.retention = new Retention(registryDatabase.sql)
    this.departures = new Departures(registryDatabase.sql)
    this.#database = registryDatabase
    this.#notes = new RegistryNotes(registryDatabase, this.registry)
    this.#workers = workers
    this.#drainPatience = timings.drainPatience
    this.#quota = options.quota
    this.#onUnsettled = options.onUnsettled
    this.#reached = options.onReached ?? (() => undefined)
    this.pool = new TenantPool<Db>({
      capacity: options.capacity,
      open: (id) => this.#open(id),
      closer: new TenantCloser(workers.closing, path, Math.max(1, options.capacity.closing)),
      migration: new LazyMigration({
        workers: workers.migrating,
        path,
        latestVersion: engine.latestVersion,
        patience: timings.migrationPatience,
        retryAfter: timings.migrationRetryAfter,
        onMigrated: (id, outcome) => {
          this.#notes.migrated(id, outcome)
          options.onMigrated?.(id, outcome.to)
        },
        onFailed: (id, error) => options.onMigrationFailed?.(id, error),
      }),
      onLogGrown: (id) => this.#checkpoints.soon(id),
      onUpkeepDue: (id) => this.#upkeep.soon(id),
      onOutOfService: options.onOutOfService,
      patience: timings.patience,
      restAfter: timings.restAfter,
      idleAfter: timings.idleAfter,
    })
    const chores = (kind: 'checkpoint' | 'upkeep', worker: WorkerChannel) =>
      new FileChores({ kind, pool: this.pool, worker, path })
    this.#checkpoints = chores('checkpoint', workers.keeping)
    this.#upkeep = chores('upkeep', workers.keeping)
    this.questions = new Questions({
      pool: this.pool,
      workers: workers.answering,
      path,
      patience: timings.patience,
      share: options.questionShare ?? 1,
    })
    const write = <T>(work: () => T) => registryDatabase.write(work)
    this.scrubs = new Scrubs({
      pool: this.pool,
      worker: workers.scrubbing,
      path,
      registryPath: directory.authDatabase,
      onDeleted: (id) => this.attachments.sweep(id),
      delay: timings.scrubDelay,
      patience: timings.drainPatience,
      onFailed: options.onUnsettled,
    })
    this.attachments = new Attachments({
      directory,
      pool: this.pool,
      stateOf: (id) => this.registry.findById(id)?.state,
      onFailed: options.onUnsettled,
      expiry: timings.uploadExpiry,
    })
    this.settlement = new Settlement({
      pool: this.pool,
      departures: this.departures,
      scrubs: this.scrubs,
      write,
      onFailed: options.onUnsettled,
    })
    this.lifeCycle = new LifeCycle({
      directory,
      registry: this.registry,
      journal: new OperationJournal(registryDatabase.sql),
      write,
      stateChanged: (id) => this.pool.stateChanged(id),
      exclusively: (id, work, damaged) => this.exclusively(id, work, damaged),
      transform: workers.transform,
      transfer: workers.transfer,
      backups: options.backups,
      reached: this.#reached,
    })
  }

  /**
   * @param alongside runs in the unit of work that makes the tenant active
   * @throws SlugNotAllowed, SlugTaken
   */
  create<T>(
    request: NewTenantRequest,
    alongside: (tenant: Tenant) => T,
    options?: CreationOptions,
  ): Promise<T> {
    return createTenant(this.#creation, request, alongside, options)
  }

  /**
   * Removes what a crash left behind of creations, and completes or undoes other
   * operations. Only for whoever holds the lock of the data directory.
   *
   * @returns how many creations were removed and operations settled
   */
  async sweep(): Promise<number> {
    removeLeftRehearsals(this.directory.rehearsals)
    rmSync(this.directory.exports, { recursive: true, force: true })
    rmSync(this.directory.uploads, { recursive: true, force: true })
    const removed = await sweepUnfinished(this.#creation)
    return removed + (await this.lifeCycle.settle((id, error) => this.#onUnsettled?.(id, error)))
  }

  /**
   * Runs `work` on the tenant's directory while nobody uses the tenant: new uses
   * wait, up to the patience of a request, running ones end, the file is closed,
   * and it is proven that no process has it open. Then service goes on.
   *
   * @param damaged whether to go on with a file that SQLite cannot open, and so cannot prove unused
   * @throws TenantInUse when running uses do not end, or another process has the file open
   * @throws OperationRunning, DurabilityLost
   */
  exclusively<T>(
    id: string,
    work: (directory: string) => Promise<T>,
    damaged: 'refuse' | 'accept' = 'refuse',
  ): Promise<T> {
    const deadline = performance.now() + this.#drainPatience
    return this.pool.exclusively(id, deadline, async () => {
      await this.#proveUnused(id, deadline, damaged)
      return work(this.directory.tenant(id))
    })
  }

  /** Rows by table of a tenant that is lent to the caller; counted outside of the event loop. */
  countRows(id: string): Promise<Readonly<Record<string, number>>> {
    return this.#workers.operating.ask({ kind: 'count-rows', path: this.directory.database(id) })
  }

  /** How large the tenant may grow; undefined: as the disk has room. */
  space(id: string): SpaceLimit | undefined {
    const quota = this.registry.findById(id)?.quota_bytes ?? this.#quota
    return quota ? { quota, reserve: RESERVE } : undefined
  }

  /** To be called when the tenant was given another quota: from here on it holds. */
  quotaChanged(id: string): Promise<void> {
    return this.pool.evict(id)
  }

  /** Waits for running uses, closes every database and ends the workers. */
  async close(): Promise<void> {
    // Uses end from this turn on; an operation that meets that is undone, or left to the next start.
    await Promise.all([
      this.settlement.close(),
      this.#checkpoints.close(),
      this.#upkeep.close(),
      this.scrubs.close(),
      this.attachments.close(),
      this.pool.close(),
      this.lifeCycle.close(),
    ])
    this.#workers.close()
  }

  get #creation() {
    return {
      directory: this.directory,
      registry: this.registry,
      engine: this.engine,
      write: <T>(work: () => T) => this.#database.write(work),
      reached: this.#reached,
    }
  }

  async #proveUnused(id: string, deadline: number, damaged: 'refuse' | 'accept'): Promise<void> {
    const path = this.directory.database(id)
    for (let attempt = 0; existsSync(path); attempt += 1) {
      try {
        await this.#workers.operating.ask({ kind: 'prove-unused', path })
        return
      } catch (error) {
        if (!(error instanceof WorkerFailed) || error instanceof WorkerStopped) throw error
        if (error.reason !== 'DatabaseBusy') {
          if (damaged === 'accept') return
          throw error
        }
        if (performance.now() > deadline) {
          throw new TenantInUse('another process has the file of the workspace open: end it first')
        }
        await pause(backoff(attempt))
      }
    }
  }

  #open(id: string): Db {
    const db = this.engine.open(this.directory.database(id), id, this.space(id))
    try {
      // Whatever state the file is in, nobody uses it before it is rid of those who are to be erased.
      followDepartures(this.departures, id, db)
    } catch (error) {
      // A file that only newer code may write is followed up by that code.
      if (!(error instanceof DatabaseReadOnly)) {
        db.close()
        throw error
      }
    }
    // A crash may have left what nothing refers to; it is removed in the background.
    if (db.version >= this.engine.latestVersion && db.contents.isDue()) this.attachments.sweep(id)
    try {
      this.#notes.opened(id, db.version)
    } catch {
      // Only figures are missing then; the tenant itself is sound.
    }
    return db
  }
}
