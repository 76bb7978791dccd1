import { UniqueViolation } from '../database/errors.ts'
import type { Sql, Statement } from '../database/port.ts'
import { SQL_NOW } from '../database/time.ts'
import { SlugTaken, UnknownTenant } from './errors.ts'
import type { Tenant, TenantState } from './tenant.ts'

/** What a row of the registry starts from. */
export type NewTenant = Pick<Tenant, 'id' | 'slug' | 'name' | 'schema_version'>

/** What the life cycle changes in a row. */
export type TenantChanges = Partial<
  Pick<Tenant, 'state' | 'state_reason' | 'archived_from' | 'deleted_from' | 'delete_after'>
>

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
  readonly #apart: Statement<{ state: TenantState; tenants: number }>
  readonly #count: Statement<{ count: number }>
  readonly #insert: Statement<never>
  readonly #setState: Statement<never>
  readonly #change: Statement<never>
  readonly #due: Statement<Tenant>
  readonly #byFormerSlug: Statement<Tenant>
  readonly #formerSlugs: Statement<{ slug: string }>
  readonly #setSlug: Statement<never>
  readonly #addFormerSlug: Statement<never>
  readonly #removeFormerSlug: Statement<never>
  readonly #setVersion: Statement<never>
  readonly #setLastOpened: Statement<never>
  readonly #rename: Statement<never>
  readonly #setQuota: Statement<never>
  readonly #delete: Statement<never>

  constructor(sql: Sql) {
    this.#byId = sql.prepare('SELECT * FROM tenants WHERE id = ?')
    this.#bySlug = sql.prepare('SELECT * FROM tenants WHERE slug = ?')
    this.#page = sql.prepare('SELECT * FROM tenants WHERE id > ? ORDER BY id LIMIT ?')
    this.#provisioning = sql.prepare(`SELECT * FROM tenants WHERE state = 'provisioning'`)
    // An archived one is migrated when it is used again; what is deleted, when it is brought back.
    this.#allBehind = sql.prepare(
      `SELECT * FROM tenants WHERE schema_version < ? AND state NOT IN ('provisioning', 'archived', 'deleting')
       ORDER BY last_opened_at DESC, id`,
    )
    this.#allAhead = sql.prepare(
      `SELECT * FROM tenants WHERE schema_version > ? AND state NOT IN ('provisioning', 'archived', 'deleting')
       ORDER BY last_opened_at DESC, id`,
    )
    this.#versions = sql.prepare(
      `SELECT schema_version, count(*) AS tenants FROM tenants
       WHERE state NOT IN ('provisioning', 'archived', 'deleting') GROUP BY schema_version`,
    )
    this.#apart = sql.prepare(
      `SELECT state, count(*) AS tenants FROM tenants
       WHERE state IN ('provisioning', 'archived', 'deleting') GROUP BY state`,
    )
    this.#count = sql.prepare('SELECT tenants AS count FROM tenant_count')
    this.#insert = sql.prepare(
      `INSERT INTO tenants (id, slug, name, state, schema_version, created_at)
       VALUES (?, ?, ?, 'provisioning', ?, ${SQL_NOW})`,
    )
    this.#setState = sql.prepare('UPDATE tenants SET state = ? WHERE id = ?')
    this.#change = sql.prepare(
      `UPDATE tenants SET state = ?, state_reason = ?, archived_from = ?, deleted_from = ?,
         delete_after = ? WHERE id = ?`,
    )
    this.#due = sql.prepare(
      `SELECT * FROM tenants WHERE state = 'deleting' AND delete_after <= ?
       ORDER BY delete_after LIMIT ?`,
    )
    this.#byFormerSlug = sql.prepare(
      `SELECT t.* FROM former_slugs f JOIN tenants t ON t.id = f.tenant_id WHERE f.slug = +?`,
    )
    this.#formerSlugs = sql.prepare(
      'SELECT slug FROM former_slugs WHERE tenant_id = ? ORDER BY slug',
    )
    this.#setSlug = sql.prepare('UPDATE tenants SET slug = ? WHERE id = ?')
    this.#addFormerSlug = sql.prepare('INSERT INTO former_slugs (slug, tenant_id) VALUES (?, ?)')
    this.#removeFormerSlug = sql.prepare('DELETE FROM former_slugs WHERE slug = ?')
    this.#setVersion = sql.prepare('UPDATE tenants SET schema_version = ? WHERE id = ?')
    this.#setLastOpened = sql.prepare('UPDATE tenants SET last_opened_at = ? WHERE id = ?')
    this.#rename = sql.prepare('UPDATE tenants SET name = ? WHERE id = ?')
    this.#setQuota = sql.prepare('UPDATE tenants SET quota_bytes = ? WHERE id = ?')
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

  /** All tenants in the order of their ids, `page` rows read at a time. */
  *all(page: number): Generator<Tenant> {
    for (let after = ''; ; ) {
      const rows = this.list(after, page)
      yield* rows
      const last = rows.at(-1)
      if (!last || rows.length < page) return
      after = last.id
    }
  }

  /** Those with these slugs, in that order. @throws UnknownTenant for a slug that nobody has */
  named(slugs: readonly string[]): Tenant[] {
    return slugs.map((slug) => {
      const tenant = this.findBySlug(slug)
      if (!tenant) throw new UnknownTenant(`there is no workspace ${slug}`)
      return tenant
    })
  }

  /** Tenants whose creation has not finished. */
  provisioning(): Tenant[] {
    return this.#provisioning.all()
  }

  /** All in use that are below version `version`, those in use first. */
  behind(version: number): Tenant[] {
    return this.#allBehind.all(version)
  }

  /** All in use that are above version `version`. */
  ahead(version: number): Tenant[] {
    return this.#allAhead.all(version)
  }

  /** How many tenants have no file to migrate now, by their state. */
  apart(): { state: TenantState; tenants: number }[] {
    return this.#apart.all()
  }

  /** How many tenants in use are at which schema version. */
  versions(): { schema_version: number; tenants: number }[] {
    return this.#versions.all()
  }

  /** How many there are, in whatever state. It costs the same however many. */
  count(): number {
    return this.#count.get()?.count ?? 0
  }

  /** Reserves id and slug; the tenant is not to be served yet. @throws SlugTaken */
  insert({ id, slug, name, schema_version }: NewTenant): void {
    this.#reserving(slug, id, () => this.#insert.run(id, slug, name, schema_version))
  }

  /**
   * Gives the tenant another slug; the one that it had stays reserved for it.
   *
   * @throws SlugTaken
   */
  setSlug(tenant: Tenant, slug: string): void {
    this.#reserving(slug, tenant.id, () => this.#setSlug.run(slug, tenant.id))
    // It may go back to one that it had before.
    this.#removeFormerSlug.run(slug)
    this.#addFormerSlug.run(tenant.slug, tenant.id)
  }

  /** The tenant that had this slug before it was given another one. */
  findByFormerSlug(slug: string): Tenant | null {
    return this.#byFormerSlug.get(slug)
  }

  formerSlugs(id: string): string[] {
    return this.#formerSlugs.all(id).map(({ slug }) => slug)
  }

  /**
   * At most `limit` deleted tenants whose time is over.
   *
   * @param now UTC in SQLite's text form
   */
  due(now: string, limit: number): Tenant[] {
    return this.#due.all(now, limit)
  }

  setState(id: string, state: TenantState): void {
    this.#setState.run(state, id)
  }

  /** Changes what is given and leaves the rest of `tenant` as it is. */
  change(tenant: Tenant, changes: TenantChanges): void {
    const { id, state, state_reason, archived_from, deleted_from, delete_after } = {
      ...tenant,
      ...changes,
    }
    this.#change.run(state, state_reason, archived_from, deleted_from, delete_after, id)
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

  /** @param bytes as `quota_bytes` of {@link Tenant} */
  setQuota(id: string, bytes: number | null): void {
    this.#setQuota.run(bytes, id)
  }

  delete(id: string): void {
    this.#delete.run(id)
  }

  #reserving(slug: string, id: string, write: () => void): void {
    const former = this.#byFormerSlug.get(slug)
    if (former && former.id !== id) throw new SlugTaken(`the slug ${slug} is taken`)
    try {
      write()
    } catch (error) {
      if (error instanceof UniqueViolation) throw new SlugTaken(`the slug ${slug} is taken`)
      throw error
    }
  }
}
