import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuthDatabase, migrateAuthDatabase } from '../../src/auth/auth-database.ts'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import type { TenantPool } from '../../src/tenancy/pool.ts'
import type { PoolCapacity } from '../../src/tenancy/pool-capacity.ts'
import type { TenantEngine } from '../../src/tenancy/tenant-database.ts'
import { Tenants } from '../../src/tenancy/tenants.ts'
import type { TenantTimings } from '../../src/tenancy/tenants-options.ts'
import type { WorkspaceDatabase } from '../../src/workspace-database.ts'
import { workspaceEngine } from '../../src/workspace-engine.ts'
import { DURABILITY, POOL_MAX } from '../harness/configuration.ts'

export const WORKER = new URL('../../src/workers/tenant-worker.ts', import.meta.url)

export interface FleetOptions extends Partial<PoolCapacity> {
  /** A data directory that is there; a new one, when absent. */
  readonly at?: string
  readonly engine?: TenantEngine<WorkspaceDatabase>
  readonly workerUrl?: URL
  readonly timings?: Partial<TenantTimings>
  readonly questionShare?: number
  readonly onMigrationFailed?: (id: string, error: Error) => void
}

/** A data directory of its own with real files; `await using` removes it at the end of the test. */
export class TestFleet implements AsyncDisposable {
  readonly directory: DataDirectory
  readonly auth: AuthDatabase
  readonly #options: FleetOptions
  tenants: Tenants<WorkspaceDatabase>

  constructor(options: FleetOptions = {}) {
    this.#options = options
    this.directory = new DataDirectory(
      options.at ?? mkdtempSync(join(tmpdir(), 'conclave-tenancy-')),
    )
    migrateAuthDatabase(this.directory.authDatabase)
    this.auth = new AuthDatabase({ path: this.directory.authDatabase })
    this.tenants = this.#open()
  }

  get pool(): TenantPool<WorkspaceDatabase> {
    return this.tenants.pool
  }

  /** As a new process would find it, apart from the auth database. */
  async restart(onReached?: (point: string) => void): Promise<void> {
    await this.tenants.close()
    this.tenants = this.#open(onReached)
  }

  /** @returns the new tenant's id */
  create(slug: string): Promise<string> {
    return this.tenants.create({ slug, name: slug }, ({ id }) => id)
  }

  async createMany(count: number): Promise<string[]> {
    const ids: string[] = []
    for (let number = 1; number <= count; number += 1) ids.push(await this.create(`t${number}`))
    return ids
  }

  /** Takes the tenant back to an older schema, as if newer code had just been installed. */
  makeStale(id: string): void {
    this.tenants.engine.rollBack(this.directory.database(id), id, 1)
  }

  add(id: string, user: string): Promise<unknown> {
    return this.pool.write({ id }, (db) => db.users.create({ id: user }).id)
  }

  /** Ids of the tenant's users, in order. */
  users(id: string): Promise<string[]> {
    return this.pool.read({ id }, usersIn)
  }

  /** Resolves once no database is being closed any more. */
  async settled(open: number): Promise<void> {
    while (this.pool.statistics().open > open) await Bun.sleep(5)
  }

  /** `-wal` files of tenants that are there now. */
  get wals(): string[] {
    return readdirSync(this.directory.path, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('workspace.db-wal'),
    )
  }

  /** What this process has open of the tenants' directories. */
  get descriptors(): string[] {
    return descriptors()
      .filter((path) => path.includes('workspace.db'))
      .filter((path) => path.startsWith(this.directory.path))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tenants.close()
    this.auth.close()
    if (existsSync(this.directory.path)) rmSync(this.directory.path, { recursive: true })
  }

  #open(onReached?: (point: string) => void): Tenants<WorkspaceDatabase> {
    const { engine, workerUrl, timings, questionShare, onMigrationFailed, ...capacity } =
      this.#options
    const tenants = capacity.tenants ?? POOL_MAX ?? 100
    return new Tenants<WorkspaceDatabase>({
      directory: this.directory,
      registryDatabase: this.auth,
      engine: engine ?? workspaceEngine(DURABILITY),
      capacity: { tenants, leases: 4, closing: Math.floor(tenants / 8), ...capacity },
      workerUrl: workerUrl ?? WORKER,
      timings: { patience: 5_000, ...timings },
      onReached,
      ...(questionShare !== undefined && { questionShare }),
      ...(onMigrationFailed && { onMigrationFailed }),
    })
  }
}

export function usersIn(db: WorkspaceDatabase): string[] {
  return db.users.list({ after: null, limit: 100_000 }).map(({ id }) => id)
}

/** The targets of all open descriptors of this process. */
export function descriptors(): string[] {
  return readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return [readlinkSync(`/proc/self/fd/${name}`)]
    } catch {
      // The listing's own descriptor is closed by now.
      return []
    }
  })
}

/** What `promise` is rejected with; fails when it is not. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('this was expected to fail')
}

/** A promise that the test settles, for work that must be in the middle of something. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/** Tries until it succeeds: for what is answered "come again". */
export async function eventually<T>(use: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await use()
    } catch {
      await Bun.sleep(10)
    }
  }
}
