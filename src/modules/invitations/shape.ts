import type { InvitationRow } from '../../auth/rows.ts'
import type { SeenInvitation } from '../../auth/see-invitation.ts'
import { toRfc3339, toSqliteTime } from '../../database/time.ts'
import type { UserSummary } from '../../http/user-summary.ts'
import type { Invitation, InvitationPreview } from './schema.ts'

/** @param users who people are in the workspace */
export function toInvitation(
  row: InvitationRow,
  users: ReadonlyMap<string, UserSummary>,
): Invitation {
  const { id, email, role, max_uses, uses, created_at, expires_at } = row
  return {
    id,
    email,
    role,
    max_uses,
    uses,
    state: stateOf(row),
    invited_by: users.get(row.invited_by) ?? null,
    created_at: toRfc3339(created_at),
    expires_at: toRfc3339(expires_at),
  }
}

function stateOf({ uses, max_uses, expires_at }: InvitationRow): Invitation['state'] {
  if (uses >= max_uses) return 'used_up'
  return expires_at <= toSqliteTime(new Date()) ? 'expired' : 'open'
}

export function toPreview({ invitation, isMember }: SeenInvitation): InvitationPreview {
  const { workspace_name, inviter_name, role, email, expires_at } = invitation
  return {
    workspace_name,
    inviter_name,
    role,
    by_address: email !== null,
    is_member: isMember,
    expires_at: toRfc3339(expires_at),
  }
}
