import type { Actor } from '../../auth/audit/actor.ts'
import { requireScope, type WorkspaceAccess } from '../../auth/authority.ts'
import { readAs } from '../../auth/projection.ts'
import type { WorkspaceRole } from '../../auth/rows.ts'
import { requireRoomForOwned } from '../../auth/workspace-creation.ts'
import { requireMatch } from '../../http/etag.ts'
import { toUser, type User, userEtag } from '../../http/user.ts'
import { requireAdmin, requireOwner, roleNow } from '../../http/workspace-role.ts'
import { conflict } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { tellOfPeople } from '../../tell-workspace.ts'
import { findUser } from './find-user.ts'
import { requireAnotherOwner } from './last-owner.ts'

/** Changes what somebody may do in the workspace as a whole. */
export async function changeRole(
  services: Services,
  access: WorkspaceAccess,
  user: string,
  role: WorkspaceRole,
  request: Request,
  by: Actor,
): Promise<User> {
  const { auth, config, tenants } = services
  requireScope(access.caller, 'admin')
  requireAdmin(access.role)
  const row = await readAs(tenants.pool, access, (db, me) => findUser(db, me, user))
  const changed = await auth.database.write(() => {
    // Even if this unit did not wait: the read before it may have.
    access.recheck()
    const mine = roleNow(auth, access)
    const known = toUser(row, auth.memberships, access)
    requireAdmin(mine)
    if (row.auth_id === null || known.role === null) {
      throw conflict('not_a_member', 'This user is no member of the workspace (any more).')
    }
    if (known.role === 'owner' || role === 'owner') requireOwner(mine)
    if (known.role === 'owner' && role !== 'owner') requireAnotherOwner(auth, access)
    requireMatch(request, userEtag(known))
    if (known.role === role) return known
    const { id: tenantId } = access
    const personId = row.auth_id
    if (role === 'owner') requireRoomForOwned(auth, personId, config)
    auth.memberships.put(tenantId, personId, role)
    // Who may not invite any more leaves no way in behind.
    if (role === 'member') auth.invitations.revokeOfInviter(tenantId, personId)
    const details = { from: known.role, to: role }
    auth.audit.record(by, 'member.role_changed', { tenantId, personId, details })
    return { ...known, role }
  })
  if (row.auth_id !== null) await tellOfPeople(services, access.id, [row.auth_id])
  return changed
}
