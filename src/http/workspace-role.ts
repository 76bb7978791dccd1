import type { Auth } from '../auth/auth.ts'
import type { WorkspaceAccess } from '../auth/authority.ts'
import type { WorkspaceRole } from '../auth/rows.ts'
import { forbidden, notFound } from '../problem.ts'

/**
 * What the caller is in the workspace at this moment. Ask for it inside the unit
 * of work that needs the right: it may have waited since the request came in.
 *
 * @throws Problem 404 when they are no member any more
 */
export function roleNow({ memberships }: Auth, { id, caller }: WorkspaceAccess): WorkspaceRole {
  const membership = memberships.find(id, caller.personId)
  if (membership === null) throw notFound('workspace')
  return membership.role
}

/** @throws Problem 403 */
export function requireAdmin(role: WorkspaceRole): void {
  if (role !== 'member') return
  throw forbidden('Only owners and admins of the workspace may do this.', 'not_workspace_admin')
}

/** @throws Problem 403 */
export function requireOwner(role: WorkspaceRole): void {
  if (role === 'owner') return
  throw forbidden('Only owners of the workspace may do this.', 'not_workspace_owner')
}
