/** What can go wrong while signing in, by the name that Auth.js gives it. */
interface Mishap {
  readonly title: string
  readonly detail: string
  readonly status: number
}

const mishaps: Readonly<Record<string, Mishap>> = {
  Verification: {
    title: 'This link does not work any more',
    detail: 'It was used already, or is older than an hour. Ask for a new one.',
    status: 410,
  },
  AccessDenied: {
    title: 'You were not let in',
    detail: 'This server does not let you in this way. Try another one.',
    status: 403,
  },
  EmailNotVerified: {
    title: 'Your address is not verified',
    detail:
      'The provider does not say that your e-mail address is yours. Verify it there, or sign in by mail.',
    status: 403,
  },
  OAuthAccountNotLinked: {
    title: 'There is an account with this address',
    detail:
      'It was made in another way. Sign in the way you did before: with a mailed link, say, to the same address.',
    status: 409,
  },
  OAuthCallbackError: {
    title: 'That did not work',
    detail: 'The provider did not sign you in, or you changed your mind. Nothing has happened.',
    status: 400,
  },
}

const other: Mishap = {
  title: 'Signing in did not work',
  detail:
    'It was begun in another browser or more than 15 minutes ago, or something is wrong with the provider. Try again, or another way.',
  status: 400,
}

/** @param code as it stands in `?error=` */
export function mishapOf(code: string): Mishap {
  return Object.hasOwn(mishaps, code) ? (mishaps[code] ?? other) : other
}

/** The same in one line, above the form. */
export function alertOf(code: string): string {
  const { title, detail } = mishapOf(code)
  return `${title}. ${detail}`
}
