import type { WorkspaceAccess } from '../auth/authority.ts'
import { notFound } from '../problem.ts'
import type { Services } from '../services.ts'
import { strongEtag } from './etag.ts'
import { fingerprint } from './fingerprint.ts'
import { roleNow } from './workspace-role.ts'
import { toWorkspace, type Workspace } from './workspace-shape.ts'

export const etagOf = ({ id, slug, name, state, role }: Workspace) =>
  strongEtag(id, fingerprint(slug, name, state, role))

/** The workspace as it is at this moment, which the access may not know any more. */
export function currentOf({ auth, tenants }: Services, access: WorkspaceAccess): Workspace {
  const tenant = tenants.registry.findById(access.id)
  if (tenant === null) throw notFound('workspace')
  return toWorkspace({ ...tenant, role: roleNow(auth, access) })
}
