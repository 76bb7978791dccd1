import { forbidden, unprocessable } from '../../problem.ts'
import type { Site } from '../../site.ts'
import type { Auth } from '../auth.ts'
import { isEmail } from '../email.ts'
import { linkMail } from '../mail/link-mail.ts'
import type { Mail } from '../mail/mail.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { MailPurpose } from '../mailed-tokens.ts'
import type { Visitor } from '../open-session.ts'

export interface Post {
  readonly auth: Auth
  readonly mailer: Mailer
  readonly site: Site
}

/** The page that both links lead to. */
export const SET_PASSWORD = '/set-password'

/** Where a link goes to, and where whoever has opened it goes on to: a path of ours. */
interface Journey {
  readonly email: string
  readonly next: string
}

/**
 * Asks for a link that makes an account.
 *
 * @throws Problem 403 where no mail can be sent, 422 for what is no address, 429
 */
export function askForSignUpLink(post: Post, journey: Journey, visitor: Visitor): void {
  admit(post, journey.email, visitor)
  mailSignUpLink(post, journey)
}

/** As {@link askForSignUpLink}, for a link that sets a new password. */
export function askForResetLink(post: Post, journey: Journey, visitor: Visitor): void {
  admit(post, journey.email, visitor)
  mailResetLink(post, journey)
}

/** The same for every address, whether anybody has it or not. */
function admit({ auth, mailer }: Post, email: string, { origin }: Visitor): void {
  if (!mailer.canSend) {
    throw forbidden('This server cannot send mail.', 'mail_not_configured')
  }
  if (!isEmail(email)) {
    throw unprocessable([{ pointer: '/email', detail: 'must be an e-mail address' }])
  }
  auth.limits.mails.begin(email, origin.address)
}

/**
 * Mails a link that makes an account. Who has one is told so instead, in the
 * mail alone: nobody else learns of it. All that depends on who it is happens
 * after the answer.
 */
function mailSignUpLink(post: Post, { email, next }: Journey): void {
  post.mailer.send(async () => {
    const known = post.auth.people.findByEmail(email)
    if (known === null || known.emailVerified === null) {
      return mailWith(
        post,
        'sign-up',
        { email: known?.email ?? email, next },
        {
          subject: 'Confirm your address',
          says: 'Open this link to confirm your address and to choose a password for Conclave.',
          action: 'Confirm my address',
          note: 'It works once, within 24 hours. If you did not ask for it, do nothing: without it there is no account.',
        },
      )
    }
    return mailWith(
      post,
      'reset',
      { email: known.email, next },
      {
        subject: 'You have an account already',
        says: 'Somebody, probably you, asked for an account with this address. It has one: sign in, or open this link to choose a new password.',
        action: 'Choose a new password',
        note: 'It works once, within an hour. If it was not you, do nothing.',
      },
    )
  })
}

/** Mails a link that sets a new password, if there is somebody to have one. */
function mailResetLink(post: Post, { email, next }: Journey): void {
  post.mailer.send(async () => {
    const known = post.auth.people.findByEmail(email)
    if (known === null) return null
    return mailWith(
      post,
      'reset',
      { email: known.email, next },
      {
        subject: 'Choose a new password',
        says: 'Open this link to choose a new password for Conclave.',
        action: 'Choose a new password',
        note: 'It works once, within an hour, and signs you out everywhere. If you did not ask for it, do nothing: your password stays as it is.',
      },
    )
  })
}

type Words = Pick<Parameters<typeof linkMail>[0], 'subject' | 'says' | 'action' | 'note'>

/** @param journey with the address as the account has it, which may differ in case from what was typed */
async function mailWith(
  { auth, site }: Post,
  purpose: MailPurpose,
  { email, next }: Journey,
  words: Words,
): Promise<Mail> {
  const token = await auth.database.write(() => auth.mailedTokens.create({ purpose, email }))
  const query = new URLSearchParams({ token, ...(next !== '/' && { next }) })
  return linkMail({ ...words, to: email, link: `${site.origin}${SET_PASSWORD}?${query}` })
}
