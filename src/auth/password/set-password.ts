import { Problem, unprocessable } from '../../problem.ts'
import { person } from '../audit/actor.ts'
import type { Auth } from '../auth.ts'
import type { MailedToken } from '../mailed-tokens.ts'
import { openSession, type Visitor } from '../open-session.ts'
import type { UserRow } from '../rows.ts'
import { passwordFault } from './password-rules.ts'

export interface FirstPassword {
  /** Of the mailed link. */
  readonly token: string
  readonly password: string
  /** For who has none yet. */
  readonly name?: string | undefined
}

/**
 * Who the link was mailed to. Looking uses nothing up: scanners of mail do it too.
 *
 * @returns null for a link that is not good (any more)
 */
export function openMailedLink(auth: Auth, token: string) {
  const link = auth.mailedTokens.find(token)
  if (link === null) return null
  const known = auth.people.findByEmail(link.email)
  return link.purpose === 'reset' && known === null ? null : { ...link, name: known?.name ?? null }
}

/**
 * Sets the password of whoever has opened our mail, who thereby has shown that
 * the address is theirs; makes the account if there is none. Ends all sessions
 * and begins one.
 *
 * @throws Problem 410 for a link that is not good any more, 422 for the password, 503
 */
export async function setPassword(auth: Auth, wish: FirstPassword, visitor: Visitor) {
  const fault = passwordFault(wish.password)
  if (fault !== undefined) throw unprocessable([{ pointer: '/password', detail: `must ${fault}` }])
  if (openMailedLink(auth, wish.token) === null) throw linkEnded()
  const hash = await auth.hashing.hash(wish.password)
  return auth.database.write(() => {
    const link = auth.mailedTokens.use(wish.token)
    const owner = link && ownerOf(auth, link, wish.name)
    if (!owner) throw linkEnded()
    const first = auth.passwords.hashOf(owner.id) === null
    auth.passwords.put(owner.id, hash)
    auth.sessions.revokeAll(owner.id)
    const { secret, row } = openSession(auth, owner.id, visitor, 'mail')
    const by = person(owner.id, row.id, visitor.origin)
    auth.audit.record(by, first ? 'password.set' : 'password.reset', { personId: owner.id })
    if (owner.isNew) auth.audit.record(by, 'account.created', { personId: owner.id })
    return { secret, row }
  })
}

/** The person of the link, with a verified address. Belongs in a unit of work. */
function ownerOf(
  { people }: Auth,
  { purpose, email }: MailedToken,
  name: string | undefined,
): (UserRow & { readonly isNew: boolean }) | null {
  const known = people.findByEmail(email)
  if (known === null && purpose === 'reset') return null
  const owner = known ?? people.findOrCreate(email)
  people.confirmEmail(owner.id)
  if (owner.name === null && name !== undefined) people.rename(owner.id, name)
  return { ...owner, isNew: known === null }
}

function linkEnded(): Problem {
  return new Problem({
    status: 410,
    code: 'link_ended',
    detail: 'The link was used already, or is too old. Ask for a new one.',
  })
}
