import type { WorkspaceAccess } from '../auth/authority.ts'
import { readAsOrWithout } from '../auth/projection.ts'
import type { Services } from '../services.ts'
import { toUserSummary, type UserSummary } from './user-summary.ts'

/** Who these people are in the workspace. Whoever never was there, or is erased, is not in it. */
export function usersOfPeople(
  { tenants }: Services,
  access: WorkspaceAccess,
  personIds: Iterable<string>,
): Promise<ReadonlyMap<string, UserSummary>> {
  const ids = new Set(personIds)
  return readAsOrWithout(tenants.pool, access, (db) => {
    const users = new Map<string, UserSummary>()
    for (const id of ids) {
      const row = db.users.findByAuthId(id)
      if (row) users.set(id, toUserSummary(row.id, row))
    }
    return users
  })
}
