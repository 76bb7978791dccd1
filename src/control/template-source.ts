import { requireEmail, type WorkspaceSource } from '../auth/create-workspace.ts'
import { introduced, projected } from '../auth/project.ts'
import { unprocessable } from '../problem.ts'
import type { Services } from '../services.ts'
import type { Tenant } from '../tenancy/tenant.ts'

/**
 * A workspace that is laid out like another one. Its owner has to be known
 * before its file is made, since they are the first in its rooms.
 *
 * @throws Problem 422 without an owner
 */
export async function templateSource(
  { auth, tenants }: Services,
  template: Tenant,
  owner: string | undefined,
): Promise<WorkspaceSource> {
  if (owner === undefined) {
    const detail = 'is needed with a template: somebody has to let the others into the rooms'
    throw unprocessable([{ pointer: '/owner', detail }])
  }
  requireEmail(owner)
  const person = await auth.database.write(() => auth.people.findOrCreate(owner))
  const fill = tenants.lifeCycle.likeTemplate(template.id, introduced(projected(person)))
  return { fill, action: 'workspace.created' }
}
