import { AttemptLimits } from './attempt-limits.ts'

const quarter = 15 * 60
const hour = 60 * 60

/** What may be tried at the door, and how often. */
export class Limits {
  /** Passwords that were wrong. A mailed link works meanwhile. */
  readonly passwords = new AttemptLimits(
    {
      client: { name: 'sign-in-client', quota: 60, window: quarter },
      pair: { name: 'sign-in', quota: 10, window: quarter },
      account: { name: 'sign-in-account', quota: 100, window: hour },
    },
    'Too many attempts. Wait, or sign in with a mailed link.',
  )

  /** Mails to somebody who has not signed in. */
  readonly mails = new AttemptLimits(
    {
      client: { name: 'mail-client', quota: 30, window: hour },
      pair: { name: 'mail', quota: 5, window: hour },
      account: { name: 'mail-account', quota: 20, window: hour },
    },
    'Too many mails were asked for. The last one is on its way, or wait.',
  )
}
