import type { Sql, Statement } from '../database/port.ts'
import { SQL_NOW } from '../database/time.ts'
import { Departures } from '../tenancy/departures.ts'
import type { Tenant } from '../tenancy/tenant.ts'
import type { Caller } from './authority.ts'
import type { MembershipRow, UserRow, WorkspaceRole } from './rows.ts'

/** A workspace that a person belongs to, and as what. */
export type MembershipOfPerson = Tenant & { readonly role: WorkspaceRole }

/** A member of a workspace as the auth database knows them. */
export type MemberOfWorkspace = Pick<
  UserRow,
  'id' | 'name' | 'email' | 'emailVerified' | 'image'
> & {
  readonly role: WorkspaceRole
}

/** Who belongs to which workspace: the truth, of which a workspace's own `users` is a projection. */
export class Memberships {
  readonly #find: Statement<MembershipRow>
  readonly #ofPerson: Statement<MembershipOfPerson>
  readonly #idsOfPerson: Statement<{ tenant_id: string }>
  readonly #pageOfPerson: Statement<MembershipOfPerson>
  readonly #ofTenant: Statement<MemberOfWorkspace>
  readonly #owners: Statement<{ count: number }>
  readonly #owned: Statement<{ count: number }>
  readonly #count: Statement<{ count: number }>
  readonly #put: Statement<never>
  readonly #delete: Statement<never>
  readonly #departures: Departures

  constructor(sql: Sql) {
    this.#find = sql.prepare('SELECT * FROM memberships WHERE tenant_id = ? AND user_id = ?')
    this.#ofPerson = sql.prepare(
      `SELECT t.*, m.role FROM memberships m JOIN tenants t ON t.id = m.tenant_id
       WHERE m.user_id = +? AND t.state NOT IN ('provisioning', 'deleting') ORDER BY t.slug`,
    )
    this.#idsOfPerson = sql.prepare('SELECT tenant_id FROM memberships WHERE user_id = ?')
    this.#pageOfPerson = sql.prepare(
      `SELECT t.*, m.role FROM memberships m JOIN tenants t ON t.id = m.tenant_id
       WHERE m.user_id = +? AND t.state NOT IN ('provisioning', 'deleting')
         AND t.id = coalesce(+?, t.id) AND t.slug > +? ORDER BY t.slug LIMIT +?`,
    )
    this.#ofTenant = sql.prepare(
      `SELECT u.id, u.name, u.email, u.emailVerified, u.image, m.role FROM memberships m JOIN users u ON u.id = m.user_id
       WHERE m.tenant_id = +?`,
    )
    this.#owners = sql.prepare(
      `SELECT count(*) AS count FROM memberships WHERE tenant_id = ? AND role = 'owner'`,
    )
    this.#count = sql.prepare('SELECT count(*) AS count FROM memberships WHERE tenant_id = ?')
    this.#owned = sql.prepare(
      `SELECT count(*) AS count FROM memberships WHERE user_id = ? AND role = 'owner'`,
    )
    this.#put = sql.prepare(
      `INSERT INTO memberships (tenant_id, user_id, role, created_at) VALUES (?, ?, ?, ${SQL_NOW})
       ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = excluded.role`,
    )
    this.#delete = sql.prepare('DELETE FROM memberships WHERE tenant_id = ? AND user_id = ?')
    this.#departures = new Departures(sql)
  }

  find(tenantId: string, personId: string): MembershipRow | null {
    return this.#find.get(tenantId, personId)
  }

  ofPerson(personId: string): MembershipOfPerson[] {
    return this.#ofPerson.all(personId)
  }

  /** The ids of all of them, whatever their state. */
  workspacesOf(personId: string): string[] {
    return this.#idsOfPerson.all(personId).map(({ tenant_id }) => tenant_id)
  }

  /**
   * As {@link ofPerson}, one page in the order of the slugs, and only what the
   * person's credential reaches.
   *
   * @param after a slug, which need not exist; '' for the first page
   */
  pageOf(
    { personId, tenantId }: Pick<Caller, 'personId' | 'tenantId'>,
    after: string,
    limit: number,
  ): MembershipOfPerson[] {
    return this.#pageOfPerson.all(personId, tenantId, after, limit)
  }

  ofTenant(tenantId: string): MemberOfWorkspace[] {
    return this.#ofTenant.all(tenantId)
  }

  count(tenantId: string): number {
    return this.#count.get(tenantId)?.count ?? 0
  }

  countOwners(tenantId: string): number {
    return this.#owners.get(tenantId)?.count ?? 0
  }

  /** How many workspaces the person owns; deleted ones count until they are purged. */
  countOwnedBy(personId: string): number {
    return this.#owned.get(personId)?.count ?? 0
  }

  /** Makes the person a member, or changes what they are. Belongs in a unit of work. */
  put(tenantId: string, personId: string, role: WorkspaceRole): void {
    this.#put.run(tenantId, personId, role)
    this.#departures.forget(tenantId, personId)
  }

  /**
   * Ends a membership, and writes down that there was one: the workspace's file follows, and
   * whoever is erased later is looked for there too. Belongs in a unit of work.
   *
   * @returns whether they were a member
   */
  remove(tenantId: string, personId: string): boolean {
    if (this.#delete.run(tenantId, personId).changes === 0) return false
    this.#departures.record(tenantId, personId)
    return true
  }
}
