import { Problem } from '../../problem.ts'
import { type SignInPageOptions, signInPage } from './sign-in-page.tsx'

/** What has been typed into the form of the sign-in page. */
interface Typed {
  readonly next: string
  readonly email: string
}

/** The sign-in page as this server has it, and how it answers its own form. */
export class FormAnswers {
  readonly #ways: Pick<SignInPageOptions, 'providers' | 'mail'>

  constructor(ways: Pick<SignInPageOptions, 'providers' | 'mail'>) {
    this.#ways = ways
  }

  page(options: Omit<SignInPageOptions, 'providers' | 'mail'>): Response {
    return signInPage({ ...this.#ways, ...options })
  }

  wrongAddress(typed: Typed): Response {
    const wrong = 'Enter an address such as ada@example.com'
    const email = typed.email === '' ? 'Enter your address' : wrong
    return this.page({ ...typed, errors: { email }, status: 422 })
  }

  noPassword(typed: Typed): Response {
    const password = this.#ways.mail
      ? 'Enter your password, or have a link mailed'
      : 'Enter your password'
    return this.page({ ...typed, errors: { password }, status: 422 })
  }

  /** What a problem says, above the form. @throws the error itself, when nobody foresaw it */
  refused(error: unknown, typed: Typed): Response {
    if (!(error instanceof Problem) || error.status === 500) throw error
    const { status, detail, title, headers } = error
    const again = this.page({ ...typed, alert: detail ?? title, status })
    for (const [name, value] of Object.entries(headers)) again.headers.set(name, value)
    return again
  }
}
