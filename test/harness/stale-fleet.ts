import { Database } from 'bun:sqlite'
import { mkdirSync } from 'node:fs'
import { tenantMigrations } from '../../migrations/tenant/index.ts'
import { AuthDatabase, migrateAuthDatabase } from '../../src/auth/auth-database.ts'
import { Connection } from '../../src/database/connection.ts'
import { DatabaseImage } from '../../src/database/database-image.ts'
import { MigrationList } from '../../src/database/migration-list.ts'
import { readSchemaState } from '../../src/database/schema-state.ts'
import { DataDirectory } from '../../src/tenancy/data-directory.ts'
import type { MigrationRun, RunTenant } from '../../src/tenancy/migration-run.ts'
import { MigrationRuns } from '../../src/tenancy/migration-runs.ts'
import { Registry } from '../../src/tenancy/registry.ts'
import type { Tenant } from '../../src/tenancy/tenant.ts'
import { newTenantId } from '../../src/tenancy/tenant.ts'

export const LATEST = tenantMigrations.length

const stale = new DatabaseImage(new MigrationList(tenantMigrations.slice(0, -1)))

export interface StaleTenant {
  readonly id: string
  readonly slug: string
  readonly file: string
}

/** Registers workspaces that are one migration behind, `t0` the one that was opened last, and so on. */
export async function makeStale(
  dataDir: string,
  count: number,
  prefix = 't',
): Promise<StaleTenant[]> {
  const directory = new DataDirectory(dataDir)
  directory.prepare()
  migrateAuthDatabase(directory.authDatabase)
  const made = Array.from({ length: count }, (_, number) => {
    const id = newTenantId()
    return { id, slug: `${prefix}${number}`, file: directory.database(id) }
  })
  for (const { id, file } of made) {
    mkdirSync(directory.tenant(id), { recursive: true })
    stale.write(file, id)
  }
  await withAuth(dataDir, (database, registry) =>
    database.write(() => {
      made.forEach(({ id, slug }, number) => {
        registry.insert({ id, slug, name: slug, schema_version: LATEST - 1 })
        registry.setState(id, 'active')
        registry.setLastOpened(id, new Date(1e12 - number * 1e6).toISOString().slice(0, 19))
      })
    }),
  )
  return made
}

/** The name of the last migration, whichever that is by now. */
export const NEWEST = tenantMigrations.at(-1)?.name ?? ''

/**
 * Puts something in the way of the last migration, under a name that it makes, or takes away what
 * it drops; `mend` undoes that. Triggers have names of their own, which no table takes.
 */
export function obstruct({ file }: Pick<StaleTenant, 'file'>): { mend(): void } {
  const statements = tenantMigrations.at(-1)?.up.join('\n') ?? ''
  const name = /CREATE (?:TABLE|INDEX) (\w+)/.exec(statements)?.[1]
  if (name !== undefined) {
    execute(file, `CREATE TABLE ${name} (a)`)
    return { mend: () => execute(file, `DROP TABLE ${name}`) }
  }
  const [, table, column] = /ALTER TABLE (\w+) ADD COLUMN (\w+)/.exec(statements) ?? []
  if (table !== undefined) {
    execute(file, `ALTER TABLE ${table} ADD COLUMN ${column}`)
    return { mend: () => execute(file, `ALTER TABLE ${table} DROP COLUMN ${column}`) }
  }
  const trigger = /DROP TRIGGER (\w+)/.exec(statements)?.[1] ?? ''
  const definition = definitionOf(file, trigger)
  execute(file, `DROP TRIGGER ${trigger}`)
  return { mend: () => execute(file, definition) }
}

function definitionOf(file: string, name: string): string {
  using database = new Database(file, { readonly: true })
  const schema = database.query<{ sql: string }, [string]>(
    'SELECT sql FROM sqlite_schema WHERE name = ?',
  )
  return schema.get(name)?.sql ?? ''
}

export function versionOf({ file }: Pick<StaleTenant, 'file'>): number {
  const connection = new Connection(file, { busyTimeout: 5_000 })
  try {
    return readSchemaState(connection, undefined).version
  } finally {
    connection.close()
  }
}

export function registered(dataDir: string): Promise<Tenant[]> {
  return withAuth(dataDir, async (_, registry) => registry.list('', 100_000))
}

/** A run with what became of each tenant, by slug. */
export function recorded(
  dataDir: string,
  id: number,
): Promise<{ run: MigrationRun | null; tenants: Map<string, RunTenant> }> {
  return withAuth(dataDir, async (database, registry) => {
    const runs = new MigrationRuns(database.sql)
    const rows = runs.tenants(id, '', 100_000)
    const slug = (tenant: string) => registry.findById(tenant)?.slug ?? tenant
    return {
      run: runs.findById(id),
      tenants: new Map(rows.map((row) => [slug(row.tenant_id), row])),
    }
  })
}

/** Holds the write lock of a file until it is released. */
export function lockFileOf({ file }: Pick<StaleTenant, 'file'>): { release(): void } {
  const connection = new Connection(file, { busyTimeout: 5_000 })
  connection.execute('BEGIN IMMEDIATE')
  return { release: () => connection.close() }
}

export async function withAuth<T>(
  dataDir: string,
  work: (database: AuthDatabase, registry: Registry) => Promise<T>,
): Promise<T> {
  const database = new AuthDatabase({ path: new DataDirectory(dataDir).authDatabase })
  try {
    return await work(database, new Registry(database.sql))
  } finally {
    database.close()
  }
}

export function execute(file: string, sql: string): void {
  const connection = new Connection(file, { busyTimeout: 5_000 })
  connection.execute(sql)
  connection.close()
}
