import type { Actor } from '../../auth/audit/actor.ts'
import { type Caller, requireSession } from '../../auth/authority.ts'
import { deleteAccount } from '../../auth/delete-account.ts'
import { forbidden } from '../../problem.ts'
import type { Services } from '../../services.ts'

/** A session that is older may be of a browser that somebody has left open; milliseconds. */
const FRESH = 10 * 60_000

/**
 * Deletes the account of the caller, who must have signed in just now.
 *
 * @throws Problem 403; LastOwner
 */
export async function deleteOwnAccount(
  { auth, tenants }: Services,
  caller: Caller,
  by: Actor,
): Promise<void> {
  requireSession(caller)
  const { personId, credential } = caller
  const session = auth.sessions.ofPerson(personId).find(({ id }) => id === credential.id)
  if (!session || Date.now() - Date.parse(`${session.created_at}Z`) > FRESH) {
    throw forbidden('Sign in again to delete your account.', 'sign_in_again')
  }
  await deleteAccount(tenants, auth, {
    personId,
    by,
    recheck: () => auth.authority.recheck(caller),
  })
}
