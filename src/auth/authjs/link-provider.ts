import type { EmailConfig } from '@auth/core/providers'
import { linkMail } from '../mail/link-mail.ts'
import type { Mailer } from '../mail/mailer.ts'

/** The id of the provider. */
export const LINK = 'email'

/** How long a link holds; seconds. */
const LIFE = 60 * 60

/** The page that a link leads to: mail scanners open links, so that opening must not use one up. */
export const CONFIRM_PAGE = '/auth/confirm'

/** Signing in by a link that is mailed to the address. */
export function linkProvider(mailer: Mailer): EmailConfig {
  return {
    id: LINK,
    type: 'email',
    name: 'E-mail',
    maxAge: LIFE,
    // 256 random bits; stored as a hash together with the secret.
    generateVerificationToken: () => crypto.getRandomValues(Buffer.alloc(32)).toString('base64url'),
    sendVerificationRequest({ identifier, token, url }) {
      mailer.send(
        linkMail({
          to: identifier,
          subject: 'Sign in to Conclave',
          says: 'Open this link to sign in to Conclave.',
          action: 'Sign in',
          link: confirmLink(new URL(url), identifier, token),
          note: 'It works once, within an hour. If you did not ask for it, do nothing: nobody gets in without it.',
        }),
      )
    },
  }
}

/** @param url of Auth.js, made of our own origin, which would use the token up at once */
function confirmLink({ origin, searchParams }: URL, email: string, token: string): string {
  const next = URL.parse(searchParams.get('callbackUrl') ?? '', origin)
  const path = next === null ? '/' : next.pathname + next.search + next.hash
  const query = new URLSearchParams({ email, token, ...(path !== '/' && { next: path }) })
  return `${origin}${CONFIRM_PAGE}?${query}`
}
