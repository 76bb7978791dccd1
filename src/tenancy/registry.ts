import { UniqueViolation } from '../database/errors.ts'
import type { Sql, Statement } from '../database/port.ts'
import { SQL_NOW } from '../database/time.ts'
import { SlugTaken } from './errors.ts'
import type { Tenant, TenantState } from './tenant.ts'

/** What a row of the registry starts from. */
export type NewTenant = Pick<Tenant, 'id' | 'slug' | 'name' | 'schema_version'>

/**
 * The table of all tenants. Every method is one or two prepared statements on
 * the connection that is handed in; those that write belong in a unit of work.
 */
export class Registry {
  readonly #byId: Statement<Tenant>
  readonly #bySlug: Statement<Tenant>
  readonly #page: Statement<Tenant>
  readonly #provisioning: Statement<Tenant>
  readonly #allBehind: Statement<Tenant>
  readonly #allAhead: Statement<Tenant>
  readonly #versions: Statement<{ schema_version: number; tenants: number }>
  readonly #count: Statement<{ count: number }>
  readonly #insert: Statement<never>
  readonly #setState: Statement<never>
  readonly #setDeleteAfter: Statement<never>
  readonly #setVersion: Statement<never>
  readonly #setLastOpened: Statement<never>
  readonly #rename: Statement<never>
  readonly #delete: Statement<never>

  constructor(sql: Sql) {
    this.#byId = sql.prepare('SELECT * FROM tenants WHERE id = ?')
    this.#bySlug = sql.prepare('SELECT * FROM tenants WHERE slug = ?')
    this.#page = sql.prepare('SELECT * FROM tenants WHERE id > ? ORDER BY id LIMIT ?')
    this.#provisioning = sql.prepare(`SELECT * FROM tenants WHERE state = 'provisioning'`)
    this.#allBehind = sql.prepare(
      `SELECT * FROM tenants WHERE schema_version < ? AND state NOT IN ('provisioning', 'archived')
       ORDER BY last_opened_at DESC, id`,
    )
    this.#allAhead = sql.prepare(
      `SELECT * FROM tenants WHERE schema_version > ? AND state NOT IN ('provisioning', 'archived')
       ORDER BY last_opened_at DESC, id`,
    )
    this.#versions = sql.prepare(
      'SELECT schema_version, count(*) AS tenants FROM tenants GROUP BY schema_version',
    )
    this.#count = sql.prepare('SELECT count(*) AS count FROM tenants')
    this.#insert = sql.prepare(
      `INSERT INTO tenants (id, slug, name, state, schema_version, created_at)
       VALUES (?, ?, ?, 'provisioning', ?, ${SQL_NOW})`,
    )
    this.#setState = sql.prepare('UPDATE tenants SET state = ? WHERE id = ?')
    this.#setDeleteAfter = sql.prepare('UPDATE tenants SET delete_after = ? WHERE id = ?')
    this.#setVersion = sql.prepare('UPDATE tenants SET schema_version = ? WHERE id = ?')
    this.#setLastOpened = sql.prepare('UPDATE tenants SET last_opened_at = ? WHERE id = ?')
    this.#rename = sql.prepare('UPDATE tenants SET name = ? WHERE id = ?')
    this.#delete = sql.prepare('DELETE FROM tenants WHERE id = ?')
  }

  findById(id: string): Tenant | null {
    return this.#byId.get(id)
  }

  /** Without regard to case. */
  findBySlug(slug: string): Tenant | null {
    return this.#bySlug.get(slug)
  }

  /** At most `limit` tenants in the order of their ids, from the first one behind `after`. */
  list(after: string, limit: number): Tenant[] {
    return this.#page.all(after, limit)
  }

  /** Tenants whose creation has not finished. */
  provisioning(): Tenant[] {
    return this.#provisioning.all()
  }

  /** All that have a database below version `version`, those in use first. */
  behind(version: number): Tenant[] {
    return this.#allBehind.all(version)
  }

  /** All that have a database above version `version`. */
  ahead(version: number): Tenant[] {
    return this.#allAhead.all(version)
  }

  /** How many tenants are at which schema version. */
  versions(): { schema_version: number; tenants: number }[] {
    return this.#versions.all()
  }

  count(): number {
    return this.#count.get()?.count ?? 0
  }

  /** Reserves id and slug; the tenant is not to be served yet. @throws SlugTaken */
  insert({ id, slug, name, schema_version }: NewTenant): void {
    try {
      this.#insert.run(id, slug, name, schema_version)
    } catch (error) {
      if (error instanceof UniqueViolation) throw new SlugTaken(`the slug ${slug} is taken`)
      throw error
    }
  }

  setState(id: string, state: TenantState): void {
    this.#setState.run(state, id)
  }

  /** @param time UTC in SQLite's text form */
  setDeleteAfter(id: string, time: string | null): void {
    this.#setDeleteAfter.run(time, id)
  }

  setVersion(id: string, version: number): void {
    this.#setVersion.run(version, id)
  }

  /** @param time UTC in SQLite's text form */
  setLastOpened(id: string, time: string): void {
    this.#setLastOpened.run(time, id)
  }

  setName(id: string, name: string): void {
    this.#rename.run(name, id)
  }

  delete(id: string): void {
    this.#delete.run(id)
  }
}
