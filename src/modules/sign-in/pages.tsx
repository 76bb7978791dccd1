/** @jsxImportSource preact */
import { checkMailPage } from '../../http/pages/check-mail-page.tsx'
import { Hidden } from '../../http/pages/fields.tsx'
import { htmlPage } from '../../http/pages/html-page.tsx'
import { withNext } from '../../http/pages/next.ts'

interface LinkMailed {
  /** Empty when it is none. */
  readonly email: string
  readonly next: string
  /** Mail is printed where the server was started. */
  readonly development: boolean
}

/** A link is on its way. */
export function signInLinkMailedPage({ email, next, development }: LinkMailed): Response {
  return checkMailPage({
    lead:
      email === '' ? (
        'There is a link in it. Open it to sign in.'
      ) : (
        <>
          A link for signing in is on its way to <strong>{email}</strong>.
        </>
      ),
    worksOnce: 'It works once, within an hour.',
    back: 'Try again',
    next,
    development,
  })
}

interface Link {
  readonly email: string
  readonly token: string
  readonly next: string
}

/** What a mailed link leads to. Only the button uses it up: mail scanners open links too. */
export function confirmPage({ email, token, next }: Link): Response {
  return htmlPage({
    title: 'Confirm',
    children: (
      <div class="card">
        <h1>One more click</h1>
        <p class="lead">
          You are about to sign in as <strong>{email}</strong>.
        </p>
        <form method="post" action="/auth/confirm">
          <Hidden name="email" value={email} />
          <Hidden name="token" value={token} />
          <Hidden name="next" value={next} />
          <button type="submit" class="button primary">
            Sign in
          </button>
        </form>
      </div>
    ),
  })
}

/**
 * On the way to a provider of identities. A redirect in answer to a form would
 * be stopped by `form-action`, at whichever host the provider goes on to; this
 * is an answer, and the page goes on by itself.
 */
export function leavingPage(location: string, cookies: readonly string[]): Response {
  const page = htmlPage({
    title: 'Signing in',
    goTo: location,
    children: (
      <div class="card">
        <h1>One moment</h1>
        <p class="lead">You are taken to {new URL(location).host} to sign in.</p>
        <a class="button" href={location}>
          Continue
        </a>
      </div>
    ),
  })
  for (const cookie of cookies) page.headers.append('set-cookie', cookie)
  return page
}

export function signOutPage(email: string): Response {
  return htmlPage({
    title: 'Sign out',
    children: (
      <div class="card">
        <h1>Sign out?</h1>
        <p class="lead">
          You are signed in as <strong>{email}</strong>. Other browsers stay signed in. What you
          have begun to write in this one is removed from it.
        </p>
        <form class="buttons" method="post" action="/auth/signout">
          <button type="submit" class="button primary">
            Sign out
          </button>
          <a class="button" href="/">
            Stay
          </a>
        </form>
      </div>
    ),
  })
}

interface Mishap {
  readonly title: string
  readonly detail: string
  readonly status: number
}

export function errorPage({ title, detail, status }: Mishap, next: string): Response {
  return htmlPage({
    title,
    status,
    children: (
      <div class="card">
        <h1>{title}</h1>
        <p class="lead">{detail}</p>
        <a class="button primary" href={withNext('/sign-in', next)}>
          Back to sign-in
        </a>
      </div>
    ),
  })
}
