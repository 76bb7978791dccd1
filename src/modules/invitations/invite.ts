import { isEmail } from '../../auth/email.ts'
import type { NewInvitation as Wanted } from '../../auth/invitations.ts'
import { toSqliteTime } from '../../database/time.ts'
import { unprocessable } from '../../problem.ts'
import { DEFAULT_DAYS, type NewInvitation } from './schema.ts'

const DAY = 24 * 60 * 60_000

/**
 * What a body asks for, with what it leaves open.
 *
 * @throws Problem 422
 */
export function wantedBy(
  { email = null, role, max_uses: maxUses = 1, expires_in_days = DEFAULT_DAYS }: NewInvitation,
  now: Date,
): Pick<Wanted, 'email' | 'role' | 'maxUses' | 'expiresAt'> {
  if (email !== null && !isEmail(email)) {
    throw unprocessable([{ pointer: '/email', detail: 'must be an e-mail address' }])
  }
  if (email !== null && maxUses > 1) {
    const detail = 'must be 1 for an invitation by address'
    throw unprocessable([{ pointer: '/max_uses', detail }])
  }
  const expiresAt = toSqliteTime(new Date(now.getTime() + expires_in_days * DAY))
  return { email, role, maxUses, expiresAt }
}
