import { forbidden, notFound } from '../problem.ts'
import type { Actor } from './audit/actor.ts'
import type { Auth } from './auth.ts'
import { type Caller, requireState } from './authority.ts'
import type { LivingInvitation } from './invitations.ts'
import type { MembershipOfPerson } from './memberships.ts'

export interface Acceptance {
  readonly workspace: MembershipOfPerson
  /** False for who was a member before: then nothing has changed, their role neither. */
  readonly joined: boolean
}

/**
 * Makes the caller a member of the workspace that an invitation leads to. Belongs
 * in a unit of work. It needs nothing of the workspace's own file: their row there
 * is made when they first touch it.
 *
 * @throws Problem 404 alike for unknown, expired, revoked and used up invitations
 * @throws Problem 403 for one that was sent to another address
 * @throws Problem 423 while the workspace takes no changes
 */
export function acceptInvitation(
  auth: Auth,
  caller: Caller,
  secret: string,
  by: Actor,
): Acceptance {
  const invitation = auth.invitations.findLiving(secret)
  if (invitation === null) throw notFound('invitation')
  const { id, tenant_id: tenantId, role, uses, max_uses } = invitation
  const { personId } = caller
  const before = placeOf(auth, personId, tenantId)
  // Whoever asks again because the first answer was lost gets the same.
  if (before) return { workspace: before, joined: false }
  if (uses >= max_uses) throw notFound('invitation')
  requireAddress(auth, caller, invitation)
  requireState(invitation, true)
  auth.invitations.use(id)
  auth.memberships.put(tenantId, personId, role)
  auth.audit.record(by, 'invitation.accepted', {
    personId,
    tenantId,
    target: id,
    details: { role },
  })
  const workspace = placeOf(auth, personId, tenantId)
  if (workspace === undefined) throw notFound('invitation')
  return { workspace, joined: true }
}

/**
 * An invitation by address is for whoever has proven that the address is theirs.
 * The answer does not say which it is, nor what is wrong with the caller's.
 */
function requireAddress({ people }: Auth, { personId }: Caller, { email }: LivingInvitation): void {
  if (email === null) return
  const person = people.findById(personId)
  const same = person?.email.toLowerCase() === email.toLowerCase()
  if (same && person?.emailVerified) return
  throw forbidden(
    'This invitation was sent to another address, or yours is not confirmed yet.',
    'invitation_for_another_address',
  )
}

function placeOf(
  { memberships }: Auth,
  personId: string,
  tenantId: string,
): MembershipOfPerson | undefined {
  return memberships.pageOf({ personId, tenantId }, '', 1)[0]
}
