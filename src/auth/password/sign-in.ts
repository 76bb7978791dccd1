import { Problem } from '../../problem.ts'
import { anonymous } from '../audit/actor.ts'
import type { Auth } from '../auth.ts'
import type { Standing } from '../limits/limit.ts'
import { openSession, type Visitor } from '../open-session.ts'

export interface EmailAndPassword {
  readonly email: string
  readonly password: string
}

/**
 * Signs in with a password. Whether there is such a person, and whether they have
 * a password, shows neither in the answer nor in the time that it takes.
 *
 * @param onCounted told before anything is looked at where the client stands
 * @throws Problem 401 for a wrong address or password, 429, 503
 */
export async function signInWithPassword(
  auth: Auth,
  { email, password }: EmailAndPassword,
  visitor: Visitor,
  onCounted: (standing: Standing) => void = () => undefined,
) {
  const attempt = auth.limits.passwords.begin(email, visitor.origin.address)
  onCounted(attempt.standing)
  const person = auth.people.findByEmail(email)
  const hash = person && auth.passwords.hashOf(person.id)
  const matches = await auth.hashing.verify(password, hash)
  if (!person || !matches) {
    if (person) auth.failedSignIns.note(anonymous(visitor.origin), person.id)
    throw wrongCredentials()
  }
  const session = await auth.database.write(() => {
    // It may have been changed or reset while it was being checked.
    if (auth.passwords.hashOf(person.id) !== hash) throw wrongCredentials()
    return openSession(auth, person.id, visitor, 'password')
  })
  attempt.succeeded()
  return session
}

function wrongCredentials(): Problem {
  return new Problem({
    status: 401,
    code: 'wrong_credentials',
    detail: 'The address or the password is wrong.',
    headers: { 'www-authenticate': 'Bearer realm="conclave"' },
  })
}
