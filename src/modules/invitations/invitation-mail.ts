import type { WorkspaceAccess } from '../../auth/authority.ts'
import { linkMail } from '../../auth/mail/link-mail.ts'
import type { Mail } from '../../auth/mail/mail.ts'

/** What somebody is sent who is invited by their address. */
export function invitationMail(
  { caller, tenant }: WorkspaceAccess,
  to: string,
  link: string,
): Mail {
  const inviter = oneLine(caller.name ?? caller.email)
  const workspace = oneLine(tenant.name)
  return linkMail({
    to,
    subject: `${inviter} invites you to ${workspace}`,
    says: `${inviter} invites you to the workspace ${workspace} on Conclave.`,
    action: 'See the invitation',
    link,
    note: 'It is for this address only and good for one person. If you do not know who sent it, ignore it: nothing happens.',
  })
}

/** Names come from identity providers too, and end up in a header. */
function oneLine(name: string): string {
  return name
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 100)
    .toWellFormed()
}
