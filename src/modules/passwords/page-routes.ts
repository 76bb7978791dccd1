import { Elysia } from 'elysia'
import { askForResetLink, askForSignUpLink } from '../../auth/password/mailed-links.ts'
import { openMailedLink, setPassword } from '../../auth/password/set-password.ts'
import { LONGEST_NAME } from '../../auth/person-name.ts'
import type { Received } from '../../http/actor.ts'
import { readForm } from '../../http/pages/form-body.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { nextPath } from '../../http/pages/next.ts'
import { page } from '../../http/pages/page-route.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import { sessionCookie } from '../../http/session-cookie.ts'
import { visitorOf } from '../../http/visitor.ts'
import { isLabel, tidy } from '../../label.ts'
import { Problem } from '../../problem.ts'
import type { Services } from '../../services.ts'
import {
  forgottenPage,
  linkEndedPage,
  linkMailedPage,
  setPasswordPage,
  signUpPage,
} from './pages.tsx'

/** The pages on which people get an account with a password, and another password. */
export function passwordPages(services: Services) {
  const { auth, config, site } = services
  return new Elysia({ name: 'password-pages' })
    .get('/sign-up', ({ query: { next } }) => signUpPage({ next: nextPath(next) }), page)
    .post(
      '/sign-up',
      ({ request, set, server }) => ask({ request, set, server }, askForSignUpLink, signUpPage),
      page,
    )
    .get(
      '/forgotten-password',
      ({ query: { next } }) => forgottenPage({ next: nextPath(next) }),
      page,
    )
    .post(
      '/forgotten-password',
      ({ request, set, server }) => ask({ request, set, server }, askForResetLink, forgottenPage),
      page,
    )
    .get(
      '/set-password',
      ({ query: { token = '', next: asked } }) => {
        const link = openMailedLink(auth, token)
        const next = nextPath(asked)
        if (link === null) return linkEndedPage(next)
        return setPasswordPage({ token, next, email: link.email, asksName: link.name === null })
      },
      page,
    )
    .post(
      '/set-password',
      async ({ request, set, server }) => {
        // Otherwise a page elsewhere could sign somebody in as somebody else.
        requireSameOrigin(request, site)
        const field = await readForm(request)
        const [token, name] = [field('token'), tidy(field('name'))]
        const next = nextPath(field('next'))
        try {
          const wish = { token, password: field('password'), ...(isName(name) && { name }) }
          const { secret } = await setPassword(auth, wish, visitorOf({ request, set, server }))
          return seeOther(next, sessionCookie(site, secret))
        } catch (error) {
          if (!(error instanceof Problem) || error.status >= 500) throw error
          const link = openMailedLink(auth, token)
          if (error.status !== 422 || link === null) return linkEndedPage(next)
          const fault = `The password ${error.errors?.[0]?.detail}`
          const asksName = link.name === null
          const { email } = link
          return setPasswordPage({ token, next, email, asksName, name, error: fault, status: 422 })
        }
      },
      page,
    )

  async function ask(
    received: Received,
    askFor: typeof askForSignUpLink,
    form: typeof signUpPage,
  ): Promise<Response> {
    requireSameOrigin(received.request, site)
    const field = await readForm(received.request)
    const journey = { email: field('email').trim(), next: nextPath(field('next')) }
    try {
      askFor(services, journey, visitorOf(received))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const { status, detail } = error
      const wrong = 'Enter an address such as ada@example.com'
      const answered = form({ ...journey, error: status === 422 ? wrong : detail, status })
      for (const [name, value] of Object.entries(error.headers)) answered.headers.set(name, value)
      return answered
    }
    return linkMailedPage(journey, config.mail === undefined)
  }

  function isName(name: string): boolean {
    return isLabel(LONGEST_NAME, name)
  }
}
