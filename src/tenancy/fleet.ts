import type { DataDirectory } from './data-directory.ts'
import type { Registry } from './registry.ts'
import type { Tenant } from './tenant.ts'
import type { TenantDatabase, TenantEngine } from './tenant-database.ts'

/** What became of one tenant in a run over the fleet. */
export interface TenantMigrationResult {
  readonly tenant: Tenant
  /** Schema versions; `to` equals `from` when it failed. */
  readonly from: number
  readonly to: number
  readonly error: string | null
  readonly milliseconds: number
}

export interface Fleet<Db extends TenantDatabase> {
  readonly directory: DataDirectory
  readonly registry: Registry
  readonly engine: TenantEngine<Db>
  write<T>(work: () => T): Promise<T>
}

const PAGE = 500

/**
 * Migrates every tenant that the registry knows to be behind, one after the
 * other. One that fails stays on its old version, and the others go on.
 * Safe beside a server and beside a second run: each file's own lock decides.
 */
export async function* migrateFleet<Db extends TenantDatabase>(
  fleet: Fleet<Db>,
): AsyncGenerator<TenantMigrationResult> {
  for await (const tenant of behind(fleet)) yield await migrateTenant(fleet, tenant)
}

/** Migrates one tenant and notes its version. Never throws: the result says what went wrong. */
export async function migrateTenant<Db extends TenantDatabase>(
  { directory, registry, engine, write }: Fleet<Db>,
  tenant: Tenant,
): Promise<TenantMigrationResult> {
  const start = performance.now()
  try {
    const { from, to } = engine.migrate(directory.database(tenant.id), tenant.id)
    if (to !== tenant.schema_version) await write(() => registry.setVersion(tenant.id, to))
    return { tenant, from, to, error: null, milliseconds: performance.now() - start }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const version = tenant.schema_version
    return {
      tenant,
      from: version,
      to: version,
      error: message,
      milliseconds: performance.now() - start,
    }
  }
}

async function* behind<Db extends TenantDatabase>({ registry, engine }: Fleet<Db>) {
  let after = ''
  for (;;) {
    const page = registry.listBehind(engine.latestVersion, after, PAGE)
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = last.id
  }
}
