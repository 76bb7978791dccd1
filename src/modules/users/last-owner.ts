import type { Auth } from '../../auth/auth.ts'
import type { WorkspaceAccess } from '../../auth/authority.ts'
import { conflict } from '../../problem.ts'

/**
 * Belongs in the unit of work that takes an owner away.
 *
 * @throws Problem 409
 */
export function requireAnotherOwner({ memberships }: Auth, { id }: WorkspaceAccess): void {
  if (memberships.countOwners(id) > 1) return
  throw conflict('last_owner', 'A workspace needs an owner: make somebody else one first.')
}
