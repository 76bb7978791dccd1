/** @jsxImportSource preact */

import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../../auth/password/password-rules.ts'
import { checkMailPage } from '../../http/pages/check-mail-page.tsx'
import { Alert, Field, Hidden } from '../../http/pages/fields.tsx'
import { htmlPage } from '../../http/pages/html-page.tsx'
import { withNext } from '../../http/pages/next.ts'

interface AddressPageOptions {
  /** Where to go once somebody is signed in. */
  readonly next: string
  /** What has been typed in already. */
  readonly email?: string
  /** What is wrong with it. */
  readonly error?: string | undefined
  readonly status?: number
}

export function signUpPage(options: AddressPageOptions): Response {
  const { next, email = '', error, status = 200 } = options
  return htmlPage({
    title: error === undefined ? 'Create an account' : 'Error: create an account',
    status,
    children: (
      <>
        <div class="card">
          <h1>Create an account</h1>
          <p class="lead">We mail you a link; there you choose a password.</p>
          <AddressForm action="/sign-up" next={next} email={email} error={error} />
        </div>
        <p class="below">
          Have one? <a href={withNext('/sign-in', next)}>Sign in</a>
        </p>
      </>
    ),
  })
}

export function forgottenPage(options: AddressPageOptions): Response {
  const { next, email = '', error, status = 200 } = options
  return htmlPage({
    title: error === undefined ? 'Forgotten password' : 'Error: forgotten password',
    status,
    children: (
      <>
        <div class="card">
          <h1>Forgotten your password?</h1>
          <p class="lead">We mail you a link to choose a new one.</p>
          <AddressForm action="/forgotten-password" next={next} email={email} error={error} />
        </div>
        <p class="below">
          <a href={withNext('/sign-in', next)}>Back to sign-in</a>
        </p>
      </>
    ),
  })
}

interface AddressFormProps {
  readonly action: string
  readonly next: string
  readonly email: string
  readonly error: string | undefined
}

function AddressForm({ action, next, email, error }: AddressFormProps) {
  return (
    <form method="post" action={action} novalidate>
      <Hidden name="next" value={next} />
      {error === undefined ? null : (
        <Alert>
          <a href="#email">{error}</a>
        </Alert>
      )}
      <Field
        label="E-mail address"
        name="email"
        type="email"
        autocomplete="username"
        value={email}
        error={error}
        maxLength={254}
      />
      <button type="submit" class="button primary">
        Mail me a link
      </button>
    </form>
  )
}

/** The same, whoever has asked. @param development mail is printed where the server was started */
export function linkMailedPage(
  { email, next }: { readonly email: string; readonly next: string },
  development: boolean,
): Response {
  return checkMailPage({
    lead: (
      <>
        If all is well, a link is on its way to <strong>{email}</strong>. Open it to choose your
        password.
      </>
    ),
    worksOnce: 'It works once.',
    back: 'Back to sign-in',
    next,
    development,
  })
}

interface SetPasswordPageOptions {
  readonly token: string
  /** Where to go afterwards. */
  readonly next: string
  readonly email: string
  /** Whether we do not know yet what to call them. */
  readonly asksName: boolean
  readonly name?: string
  readonly error?: string | undefined
  readonly status?: number
}

/** What both mailed links lead to. Only the button uses them up: mail scanners open links too. */
export function setPasswordPage(options: SetPasswordPageOptions): Response {
  const { token, next, email, asksName, name = '', error, status = 200 } = options
  return htmlPage({
    title: error === undefined ? 'Choose a password' : 'Error: choose a password',
    status,
    children: (
      <div class="card">
        <h1>Choose a password</h1>
        <p class="lead">
          for <strong>{email}</strong>
        </p>
        <form method="post" action="/set-password" novalidate>
          {error === undefined ? null : (
            <Alert>
              <a href="#password">{error}</a>
            </Alert>
          )}
          <Hidden name="token" value={token} />
          <Hidden name="next" value={next} />
          {asksName ? (
            <Field
              label="Your name"
              name="name"
              autocomplete="name"
              hint="As others see it. You may leave it out."
              value={name}
              maxLength={80}
              optional
            />
          ) : null}
          <Field
            label="Password"
            name="password"
            type="password"
            autocomplete="new-password"
            hint={`At least ${SHORTEST_PASSWORD} characters, at most ${LONGEST_PASSWORD}; whichever you like.`}
            error={error}
          />
          <button type="submit" class="button primary">
            Set password and sign in
          </button>
        </form>
      </div>
    ),
  })
}

/** A link may have been for an account or for a new password: which one, an ended one does not tell. */
export function linkEndedPage(next: string): Response {
  return htmlPage({
    title: 'This link does not work any more',
    status: 410,
    children: (
      <div class="card">
        <h1>This link does not work any more</h1>
        <p class="lead">It was used already, or is too old. Ask for another one.</p>
        <div class="buttons">
          <a class="button primary" href={withNext('/forgotten-password', next)}>
            Choose a new password
          </a>
          <a class="button" href={withNext('/sign-up', next)}>
            Create an account
          </a>
        </div>
        <p class="below">
          <a href={withNext('/sign-in', next)}>Back to sign-in</a>
        </p>
      </div>
    ),
  })
}
