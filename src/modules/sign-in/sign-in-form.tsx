/** @jsxImportSource preact */
import { Field, Hidden } from '../../http/pages/fields.tsx'
import { withNext } from '../../http/pages/next.ts'

/** What is wrong with which field. */
export type SignInErrors = Readonly<Partial<Record<'email' | 'password', string>>>

interface SignInFormProps {
  readonly next: string
  /** What has been typed in already. */
  readonly email: string
  readonly errors: SignInErrors
  /** Whether links can be mailed. */
  readonly mail: boolean
}

/** An address, and then a password or a link. */
export function SignInForm({ next, email, errors, mail }: SignInFormProps) {
  return (
    <form method="post" action="/sign-in" novalidate>
      <Hidden name="next" value={next} />
      <Field
        label="E-mail address"
        name="email"
        type="email"
        autocomplete="username"
        value={email}
        error={errors.email}
        maxLength={254}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autocomplete="current-password"
        error={errors.password}
        optional
      />
      <div class="buttons">
        <button type="submit" class="button primary">
          Sign in
        </button>
        {mail ? (
          <button type="submit" class="button" formaction="/auth/signin/email">
            Mail me a link instead
          </button>
        ) : null}
      </div>
      {mail ? (
        <p class="below">
          <a href={withNext('/forgotten-password', next)}>Forgotten your password?</a>
        </p>
      ) : null}
    </form>
  )
}
