import type { Actor } from '../../auth/audit/actor.ts'
import { requireScope, type WorkspaceAccess } from '../../auth/authority.ts'
import { readAs } from '../../auth/projection.ts'
import { requireAdmin, requireOwner, roleNow } from '../../http/workspace-role.ts'
import type { UserRow } from '../../models/rows.ts'
import type { Services } from '../../services.ts'
import { findUser } from './find-user.ts'
import { requireAnotherOwner } from './last-owner.ts'

/**
 * Takes somebody out of the workspace. What they wrote stays, and so does their
 * row, so that it still has a name beside it.
 *
 * The membership goes first: it is the truth, and every request asks for it.
 * The workspace's own file follows in one unit of work. Should that fail, they are
 * out all the same, and the file follows when it is next opened, or within the hour.
 */
export async function removeUser(
  services: Services,
  access: WorkspaceAccess,
  user: string,
  by: Actor,
): Promise<void> {
  requireScope(access.caller, 'admin')
  const { auth, tenants, log } = services
  const row = await readAs(tenants.pool, access, (db, me) => findUser(db, me, user))
  await auth.database.write(() => endMembership(services, access, row, by))
  await tenants.settlement.settle(access.id).catch((err) => {
    log.error({ tenant: access.id, user: row.id, err }, 'removed user still has rooms, for now')
  })
}

function endMembership(
  { auth }: Services,
  access: WorkspaceAccess,
  { auth_id }: UserRow,
  by: Actor,
): void {
  // Even if this unit did not wait: the read before it may have.
  access.recheck()
  const mine = roleNow(auth, access)
  if (auth_id !== access.caller.personId) requireAdmin(mine)
  if (auth_id === null) return
  if (auth.memberships.find(access.id, auth_id)?.role === 'owner') {
    requireOwner(mine)
    requireAnotherOwner(auth, access)
  }
  if (!auth.memberships.remove(access.id, auth_id)) return
  auth.tokens.revokeOfMember(access.id, auth_id)
  auth.invitations.revokeOfInviter(access.id, auth_id)
  const action = auth_id === access.caller.personId ? 'member.left' : 'member.removed'
  auth.audit.record(by, action, { tenantId: access.id, personId: auth_id })
}
