import { Elysia } from 'elysia'
import { AuthJs } from '../../auth/authjs/auth-js.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { nextPath } from '../../http/pages/next.ts'
import { page } from '../../http/pages/page-route.ts'
import { signedInPerson } from '../../http/pages/signed-in-person.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import type { Services } from '../../services.ts'
import { demo, demoFor } from './demo-routes.ts'
import { FormAnswers } from './form-answers.ts'
import { mailedLink } from './mailed-link-routes.ts'
import { alertOf, mishapOf } from './mishaps.ts'
import { errorPage, signOutPage } from './pages.tsx'
import { passwordForm } from './password-routes.ts'
import { provider } from './provider-routes.ts'
import { onward, visitOf } from './visit.ts'

/** Signing in and out with a browser. */
export function signIn(services: Services) {
  const { mailer, site } = services
  const authJs = new AuthJs(services)
  const answers = new FormAnswers({ providers: authJs.providers, mail: mailer.canSend })

  return new Elysia({ name: 'sign-in' })
    .use(demo(services))
    .use(passwordForm(services, answers))
    .use(mailedLink(services, authJs, answers))
    .use(provider(services, authJs))
    .get(
      '/sign-in',
      ({ request, query, server }) => {
        const next = nextPath(query['next'])
        if (signedInPerson(services, request)) return seeOther(next)
        const demo = demoFor(services, { request, server }) !== undefined
        const { error } = query
        return answers.page({ next, demo, ...(error && { alert: alertOf(error) }) })
      },
      page,
    )
    .get(
      '/auth/error',
      ({ query: { error = '', next } }) => errorPage(mishapOf(error), nextPath(next)),
      page,
    )
    .get(
      '/auth/session',
      ({ request, set, server }) => authJs.session(visitOf({ request, set, server })),
      page,
    )
    .get(
      '/sign-out',
      ({ request }) => {
        const person = signedInPerson(services, request)
        return person ? signOutPage(person.email) : seeOther('/sign-in')
      },
      page,
    )
    .post(
      '/auth/signout',
      async ({ request, set, server }) => {
        requireSameOrigin(request, site)
        const response = await onward(authJs.end(visitOf({ request, set, server })))
        // What the web client keeps of them: drafts, and messages that could not be sent.
        response.headers.set('clear-site-data', '"storage"')
        return response
      },
      page,
    )
}
