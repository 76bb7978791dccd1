import type { Sql, Statement } from '../database/port.ts'
import { SQL_NOW } from '../database/time.ts'
import type { Tenant } from '../tenancy/tenant.ts'
import type { InvitationRow, InvitedRole } from './rows.ts'
import { hashToken, randomText } from './token-secret.ts'

export interface NewInvitation {
  readonly tenantId: string
  readonly invitedBy: string
  /** The only address that it is good for; null for whoever has the link. */
  readonly email: string | null
  readonly role: InvitedRole
  readonly maxUses: number
  /** UTC in SQLite's text form. */
  readonly expiresAt: string
}

/** An invitation that still holds, with what the invited are told of it. */
export type LivingInvitation = InvitationRow & {
  readonly workspace_name: string
  readonly inviter_name: string | null
} & Pick<Tenant, 'state' | 'state_reason'>

const PREFIX = 'cni_'
const SECRET = /^cni_[A-Za-z0-9_-]{43}$/

/**
 * Invitations to workspaces: the secret is in a link, shown once, stored hashed.
 *
 * One holds until it expires, is revoked or used up, and only as long as whoever
 * made it could still make it: nobody comes back by a link they left behind.
 */
export class Invitations {
  readonly #insert: Statement<InvitationRow>
  readonly #living: Statement<LivingInvitation>
  readonly #find: Statement<InvitationRow>
  readonly #page: Statement<InvitationRow>
  readonly #countOpen: Statement<{ count: number }>
  readonly #use: Statement<never>
  readonly #delete: Statement<never>
  readonly #deleteOfAddress: Statement<never>
  readonly #deleteOfInviter: Statement<never>
  readonly #deleteEnded: Statement<never>

  constructor(sql: Sql) {
    this.#insert = sql.prepare(
      `INSERT INTO invitations
         (id, tenant_id, token_hash, email, role, max_uses, invited_by, expires_at, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ${SQL_NOW}) RETURNING *`,
    )
    this.#living = sql.prepare(
      `SELECT i.*, t.name AS workspace_name, u.name AS inviter_name, t.state, t.state_reason
       FROM invitations i
       JOIN tenants t ON t.id = i.tenant_id AND t.state NOT IN ('provisioning', 'deleting')
       JOIN users u ON u.id = i.invited_by
       JOIN memberships m ON m.tenant_id = i.tenant_id AND m.user_id = i.invited_by
         AND m.role IN ('owner', 'admin')
       WHERE i.token_hash = +? AND i.expires_at > ${SQL_NOW}`,
    )
    this.#find = sql.prepare('SELECT * FROM invitations WHERE id = ? AND tenant_id = ?')
    this.#page = sql.prepare(
      'SELECT * FROM invitations WHERE tenant_id = +? AND id > +? ORDER BY id LIMIT +?',
    )
    this.#countOpen = sql.prepare(
      `SELECT count(*) AS count FROM invitations
       WHERE tenant_id = ? AND uses < max_uses AND expires_at > ${SQL_NOW}`,
    )
    this.#use = sql.prepare(
      'UPDATE invitations SET uses = uses + 1 WHERE id = ? AND uses < max_uses',
    )
    this.#delete = sql.prepare('DELETE FROM invitations WHERE id = ? AND tenant_id = ?')
    this.#deleteOfAddress = sql.prepare('DELETE FROM invitations WHERE tenant_id = ? AND email = ?')
    this.#deleteOfInviter = sql.prepare(
      'DELETE FROM invitations WHERE tenant_id = ? AND invited_by = ?',
    )
    this.#deleteEnded = sql.prepare(
      `DELETE FROM invitations WHERE id IN
         (SELECT id FROM invitations WHERE expires_at < ? ORDER BY expires_at LIMIT ?)`,
    )
  }

  /** Belongs in a unit of work. The secret is nowhere else afterwards. */
  create(wanted: NewInvitation): { secret: string; row: InvitationRow } {
    const { tenantId, invitedBy, email, role, maxUses, expiresAt } = wanted
    const secret = PREFIX + randomText()
    const row = this.#insert.get(
      // Version 7, so that the order of the ids is the order in which they were made.
      Bun.randomUUIDv7(),
      tenantId,
      hashToken(secret),
      email,
      role,
      maxUses,
      invitedBy,
      expiresAt,
    ) as InvitationRow
    return { secret, row }
  }

  /** The invitation with this secret unless it has ended; it may be used up. */
  findLiving(secret: string): LivingInvitation | null {
    if (!SECRET.test(secret)) return null
    return this.#living.get(hashToken(secret))
  }

  /** As {@link findLiving}, unless it is used up. */
  findOpen(secret: string): LivingInvitation | null {
    const living = this.findLiving(secret)
    return living !== null && living.uses < living.max_uses ? living : null
  }

  findOfTenant(tenantId: string, id: string): InvitationRow | null {
    return this.#find.get(id, tenantId)
  }

  /** Oldest first. @param after an id, which need not exist; '' for the first page */
  pageOf(tenantId: string, after: string, limit: number): InvitationRow[] {
    return this.#page.all(tenantId, after, limit)
  }

  /** How many could still be accepted. */
  countOpen(tenantId: string): number {
    return this.#countOpen.get(tenantId)?.count ?? 0
  }

  /** Belongs in a unit of work. @returns false when it is used up */
  use(id: string): boolean {
    return this.#use.run(id).changes > 0
  }

  /** @returns whether there was one */
  revoke(tenantId: string, id: string): boolean {
    return this.#delete.run(id, tenantId).changes > 0
  }

  /** Revokes what was sent to this address before. */
  revokeOfAddress(tenantId: string, email: string): void {
    this.#deleteOfAddress.run(tenantId, email)
  }

  /** Revokes what somebody has made who may not invite any more. */
  revokeOfInviter(tenantId: string, personId: string): void {
    this.#deleteOfInviter.run(tenantId, personId)
  }

  /** Forgets those that have ended before this time. @returns how many, at most `limit` */
  deleteEnded(before: string, limit: number): number {
    return this.#deleteEnded.run(before, limit).changes
  }
}
