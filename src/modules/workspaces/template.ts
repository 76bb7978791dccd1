import { type Caller, type WorkspaceAccess, WorkspaceMoved } from '../../auth/authority.ts'
import { introduced } from '../../auth/project.ts'
import { isWorkspaceReference } from '../../http/parameters.ts'
import { requireOwner, roleNow } from '../../http/workspace-role.ts'
import { Problem, unprocessable } from '../../problem.ts'
import type { Services } from '../../services.ts'
import type { Fill } from '../../tenancy/create-tenant.ts'

/**
 * How a workspace is made that is laid out like another one of the caller's.
 *
 * @param template slug or id
 * @throws Problem 422 for one that they cannot see, 403 unless they own it, 423 when it cannot be read now
 */
export function likeTemplate(
  { auth, tenants }: Services,
  caller: Caller,
  template: string,
): { readonly fill: Fill; recheck(): void } {
  const access = enter({ auth }, caller, template)
  requireOwner(access.role)
  return {
    fill: tenants.lifeCycle.likeTemplate(access.id, introduced(caller)),
    recheck() {
      access.recheck()
      requireOwner(roleNow(auth, access))
    },
  }
}

function enter({ auth }: Pick<Services, 'auth'>, caller: Caller, name: string): WorkspaceAccess {
  try {
    if (isWorkspaceReference(name)) return auth.authority.enter(caller, name, false)
  } catch (error) {
    const unseen =
      error instanceof WorkspaceMoved || (error instanceof Problem && error.status === 404)
    if (!unseen) throw error
  }
  throw unprocessable([{ pointer: '/template', detail: 'must be a workspace that you own' }])
}
