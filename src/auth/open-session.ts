import { person, type RequestOrigin } from './audit/actor.ts'
import type { Auth } from './auth.ts'
import type { NewSession } from './sessions.ts'

/** Somebody's browser or program, which is about to sign in. */
export interface Visitor extends NewSession {
  readonly origin: RequestOrigin
}

/**
 * Signs a person in: a session, and a line in the audit log. Belongs in a unit of work.
 *
 * @param by what they have proven themselves: `password`, `email`, `oidc`, …
 */
export function openSession(auth: Auth, personId: string, visitor: Visitor, by: string) {
  const { secret, row } = auth.sessions.create(personId, visitor)
  auth.audit.record(person(personId, row.id, visitor.origin), 'session.created', {
    personId,
    target: row.id,
    details: { by },
  })
  return { secret, row }
}
