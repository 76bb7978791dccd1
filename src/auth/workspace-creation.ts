import type { Config } from '../config.ts'
import { conflict, forbidden } from '../problem.ts'
import type { Auth } from './auth.ts'
import type { Caller } from './authority.ts'

export type CreationRules = Pick<
  Config,
  'workspaceCreation' | 'adminEmails' | 'workspacesPerPerson'
>

/**
 * Whether the caller may create a workspace now. Belongs in the unit of work that
 * creates it: the address may be another one by then, and so may the number.
 *
 * @throws Problem 403 by the policy, 409 when they own too many already
 */
export function requireMayCreate(auth: Auth, caller: Caller, rules: CreationRules): void {
  requirePolicy(auth, caller, rules)
  requireRoomForOwned(auth, caller.personId, rules)
}

/**
 * Belongs in every unit of work that makes somebody an owner.
 *
 * @throws Problem 409
 */
export function requireRoomForOwned(
  { memberships }: Auth,
  personId: string,
  { workspacesPerPerson }: Pick<CreationRules, 'workspacesPerPerson'>,
): void {
  if (memberships.countOwnedBy(personId) < workspacesPerPerson) return
  throw conflict(
    'too_many_workspaces',
    `One person can own ${workspacesPerPerson} workspaces here; deleted ones count until they are purged.`,
  )
}

function requirePolicy(
  { people }: Auth,
  { credential, personId }: Caller,
  { workspaceCreation: policy, adminEmails }: CreationRules,
): void {
  if (policy === 'anyone') return
  if (policy === 'cli') throw closed()
  if (credential.kind !== 'session') {
    throw forbidden('This needs a session: a token cannot create workspaces.', 'session_required')
  }
  const person = people.findById(personId)
  if (!person?.emailVerified) {
    throw forbidden('Confirm your e-mail address first.', 'address_not_verified')
  }
  if (policy === 'admins' && !adminEmails.includes(person.email.toLowerCase())) throw closed()
}

function closed() {
  return forbidden(
    'Workspaces are created by those who run this server.',
    'workspace_creation_closed',
  )
}
