import { unprocessable } from '../../problem.ts'
import { person } from '../audit/actor.ts'
import type { Auth } from '../auth.ts'
import type { Caller } from '../authority.ts'
import type { Visitor } from '../open-session.ts'
import { passwordFault } from './password-rules.ts'

export interface PasswordChange {
  readonly current: string
  readonly next: string
}

/**
 * Replaces a password by another one, and ends the person's other sessions.
 *
 * @throws Problem 422 for a wrong current or a bad new one, 429, 503
 */
export async function changePassword(
  auth: Auth,
  caller: Caller,
  { current, next }: PasswordChange,
  { origin }: Visitor,
): Promise<void> {
  const { personId, email, credential } = caller
  const fault = passwordFault(next)
  if (fault !== undefined) {
    throw unprocessable([{ pointer: '/new_password', detail: `must ${fault}` }])
  }
  const attempt = auth.limits.passwords.begin(email, origin.address)
  const hash = auth.passwords.hashOf(personId)
  if (!(await auth.hashing.verify(current, hash))) throw wrongPassword()
  attempt.succeeded()
  const changed = await auth.hashing.hash(next)
  await auth.database.write(
    () => {
      if (auth.passwords.hashOf(personId) !== hash) throw wrongPassword()
      auth.passwords.put(personId, changed)
      auth.sessions.revokeAllBut(personId, credential.id)
      const by = person(personId, credential.id, origin)
      auth.audit.record(by, 'password.changed', { personId })
    },
    () => auth.authority.recheck(caller),
  )
}

function wrongPassword() {
  const detail = 'must be the password that you have now; a mailed link sets one anew'
  return unprocessable([{ pointer: '/current_password', detail }], 'wrong_password')
}
