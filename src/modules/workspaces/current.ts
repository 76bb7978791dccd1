import type { WorkspaceAccess } from '../../auth/authority.ts'
import { strongEtag } from '../../http/etag.ts'
import { fingerprint } from '../../http/fingerprint.ts'
import { roleNow } from '../../http/workspace-role.ts'
import { toWorkspace, type Workspace } from '../../http/workspace-shape.ts'
import { notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'

export const etagOf = ({ id, slug, name, state, role }: Workspace) =>
  strongEtag(id, fingerprint(slug, name, state, role))

/** The workspace as it is at this moment, which the access may not know any more. */
export function currentOf({ auth, tenants }: Services, access: WorkspaceAccess): Workspace {
  const tenant = tenants.registry.findById(access.id)
  if (tenant === null) throw notFound('workspace')
  return toWorkspace({ ...tenant, role: roleNow(auth, access) })
}
