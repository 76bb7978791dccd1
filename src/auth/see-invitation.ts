import type { Auth } from './auth.ts'
import type { Caller } from './authority.ts'
import type { LivingInvitation } from './invitations.ts'

export interface SeenInvitation {
  readonly invitation: LivingInvitation
  /** Whether who looks has a place in the workspace already, perhaps by this very invitation. */
  readonly isMember: boolean
}

/**
 * An invitation as it is for whoever opens its link; null unless they could accept
 * it, or are a member. For members it lives on when it is used up, as it does in
 * accepting: who opens the link again that they joined by is told so.
 *
 * @param caller null for nobody signed in
 */
export function seeInvitation(
  { invitations, memberships }: Auth,
  caller: Caller | null,
  secret: string,
): SeenInvitation | null {
  const invitation = invitations.findLiving(secret)
  if (invitation === null) return null
  const { tenant_id: id, uses, max_uses } = invitation
  const isMember =
    caller !== null &&
    // A token for another workspace does not see this one.
    (caller.tenantId ?? id) === id &&
    memberships.find(id, caller.personId) !== null
  return isMember || uses < max_uses ? { invitation, isMember } : null
}
