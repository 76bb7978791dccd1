import type { ProviderName } from '../../auth/authjs/auth-js.ts'
import { Alert, Field, Hidden } from '../../http/pages/fields.tsx'
import { htmlPage } from '../../http/pages/html-page.tsx'
import { ProviderIcon } from './provider-icon.tsx'

export interface SignInPageOptions {
  readonly providers: readonly ProviderName[]
  /** Whether links can be mailed. */
  readonly mail: boolean
  /** Whether there is a demo workspace to look at. */
  readonly demo: boolean
  /** Where to go afterwards. */
  readonly next: string
  /** What has been typed in already. */
  readonly email?: string
  /** What is wrong with the address. */
  readonly emailError?: string
  /** What went wrong before. */
  readonly alert?: string
  readonly status?: number
}

export function signInPage(options: SignInPageOptions): Response {
  const { providers, mail, demo, next, email = '', emailError, alert, status = 200 } = options
  return htmlPage({
    title: emailError === undefined && alert === undefined ? 'Sign in' : 'Error: sign in',
    status,
    children: (
      <>
        {demo ? <Demo next={next} /> : null}
        <div class="card">
          <h1>Sign in</h1>
          <p class="lead">to your workspaces on this server</p>
          {alert === undefined ? null : <Alert>{alert}</Alert>}
          {emailError === undefined ? null : (
            <Alert>
              <a href="#email">{emailError}</a>
            </Alert>
          )}
          {providers.length === 0 ? null : (
            <div class="buttons">
              {providers.map((provider) => (
                <form key={provider.id} method="post" action={`/auth/signin/${provider.id}`}>
                  <Hidden name="next" value={next} />
                  <button type="submit" class="button">
                    <ProviderIcon id={provider.id} />
                    Continue with {provider.name}
                  </button>
                </form>
              ))}
            </div>
          )}
          {mail && providers.length > 0 ? <p class="or">or</p> : null}
          {mail ? (
            <form method="post" action="/sign-in" novalidate>
              <Hidden name="next" value={next} />
              <Field
                label="E-mail address"
                name="email"
                type="email"
                autocomplete="username"
                value={email}
                error={emailError}
                maxLength={254}
              />
              <Field
                label="Password"
                name="password"
                type="password"
                autocomplete="current-password"
                optional
              />
              <div class="buttons">
                <button type="submit" class="button primary">
                  Sign in
                </button>
                <button type="submit" class="button" formaction="/auth/signin/email">
                  Mail me a link
                </button>
              </div>
            </form>
          ) : null}
        </div>
        {mail ? (
          <p class="below">
            New here? A mailed link is all you need, or <a href="/sign-up">create an account</a>{' '}
            with a password. <a href="/forgotten-password">Forgotten your password?</a>
          </p>
        ) : null}
      </>
    ),
  })
}

/** Development only: one click, and there is something to look at. */
function Demo({ next }: { readonly next: string }) {
  return (
    <section class="note" aria-labelledby="demo">
      <h2 id="demo">A development server</h2>
      <p>It comes with a demo workspace, full of people and messages.</p>
      <form method="post" action="/demo">
        <Hidden name="next" value={next} />
        <button type="submit" class="button primary">
          Look around as its owner
        </button>
      </form>
    </section>
  )
}
