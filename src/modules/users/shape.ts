import type { WorkspaceAccess } from '../../auth/authority.ts'
import type { Memberships } from '../../auth/memberships.ts'
import { toRfc3339 } from '../../database/time.ts'
import { strongEtag } from '../../http/etag.ts'
import { fingerprint } from '../../http/fingerprint.ts'
import type { UserRow } from '../../models/rows.ts'
import type { User } from './schema.ts'

/** A user as the caller may see them; their role comes from the auth database, which knows. */
export function toUser(
  row: UserRow,
  memberships: Memberships,
  { id: tenantId, caller, role: callerRole }: WorkspaceAccess,
): User {
  const { id, auth_id, username, name, avatar_url, email, created_at } = row
  const seesEmail = callerRole !== 'member' || auth_id === caller.personId
  return {
    id,
    username,
    name,
    avatar_url,
    email: seesEmail ? email : null,
    role: auth_id === null ? null : (memberships.find(tenantId, auth_id)?.role ?? null),
    created_at: toRfc3339(created_at),
  }
}

/** Two callers may see a user differently, and then have different versions of them. */
export function userEtag({ id, username, name, avatar_url, email, role }: User): string {
  return strongEtag(id, fingerprint(username, name, avatar_url, email, role))
}
