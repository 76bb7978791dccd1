import { requireScope, type WorkspaceAccess } from '../../auth/authority.ts'
import { readAs } from '../../auth/projection.ts'
import type { WorkspaceRole } from '../../auth/rows.ts'
import { requireMatch } from '../../http/etag.ts'
import { requireAdmin, requireOwner, roleNow } from '../../http/workspace-role.ts'
import { conflict } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { findUser } from './find-user.ts'
import { requireAnotherOwner } from './last-owner.ts'
import type { User } from './schema.ts'
import { toUser, userEtag } from './shape.ts'

/** Changes what somebody may do in the workspace as a whole. */
export async function changeRole(
  { auth, tenants }: Services,
  access: WorkspaceAccess,
  user: string,
  role: WorkspaceRole,
  request: Request,
): Promise<User> {
  requireScope(access.caller, 'admin')
  requireAdmin(access.role)
  const row = await readAs(tenants.pool, access, (db, me) => findUser(db, me, user))
  return auth.database.write(() => {
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
    auth.memberships.put(access.id, row.auth_id, role)
    return { ...known, role }
  })
}
