/** @jsxImportSource preact */
import type { ProviderName } from '../../auth/authjs/auth-js.ts'
import { Alert, Hidden } from '../../http/pages/fields.tsx'
import { htmlPage } from '../../http/pages/html-page.tsx'
import { withNext } from '../../http/pages/next.ts'
import { ProviderIcon } from './provider-icon.tsx'
import { type SignInErrors, SignInForm } from './sign-in-form.tsx'

export interface SignInPageOptions {
  readonly providers: readonly ProviderName[]
  /** Whether links can be mailed. */
  readonly mail: boolean
  /** Whether there is a demo workspace to look at. */
  readonly demo?: boolean
  /** Where to go afterwards. */
  readonly next: string
  /** What has been typed in already. */
  readonly email?: string
  readonly errors?: SignInErrors
  /** What went wrong before. */
  readonly alert?: string
  readonly status?: number
}

export function signInPage(options: SignInPageOptions): Response {
  const {
    providers,
    mail,
    demo = false,
    next,
    email = '',
    errors = {},
    alert,
    status = 200,
  } = options
  const wrong = Object.entries(errors)
  return htmlPage({
    title: wrong.length === 0 && alert === undefined ? 'Sign in' : 'Error: sign in',
    status,
    children: (
      <>
        {demo ? <Demo next={next} /> : null}
        <div class="card">
          <h1>Sign in</h1>
          <p class="lead">to your workspaces on this server</p>
          {alert === undefined ? null : <Alert>{alert}</Alert>}
          {wrong.map(([field, error]) => (
            <Alert key={field}>
              <a href={`#${field}`}>{error}</a>
            </Alert>
          ))}
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
          {providers.length > 0 ? <p class="or">or</p> : null}
          <SignInForm next={next} email={email} errors={errors} mail={mail} />
        </div>
        {mail ? (
          <p class="below">
            New here? <a href={withNext('/sign-up', next)}>Create an account</a>, or just have a
            link mailed.
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
