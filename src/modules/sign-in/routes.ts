import { Elysia } from 'elysia'
import { AuthJs, type Onward, type Visit } from '../../auth/authjs/auth-js.ts'
import { isEmail } from '../../auth/email.ts'
import { signInWithPassword } from '../../auth/password/sign-in.ts'
import type { Received } from '../../http/actor.ts'
import { readForm } from '../../http/pages/form-body.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { nextPath } from '../../http/pages/next.ts'
import { signedInPerson } from '../../http/pages/signed-in-person.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import { sessionCookie } from '../../http/session-cookie.ts'
import { visitorOf } from '../../http/visitor.ts'
import { notFound, Problem } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { demo, demoFor } from './demo-routes.ts'
import { mishapOf } from './mishaps.ts'
import { checkMailPage, confirmPage, errorPage, leavingPage, signOutPage } from './pages.tsx'
import { type SignInPageOptions, signInPage } from './sign-in-page.tsx'

/** Pages of ours, for browsers: what they take are forms, and the document of the API has none. */
const page = { parse: 'none', detail: { hide: true } } as const

/** Signing in and out with a browser. */
export function signIn(services: Services) {
  const { auth, config, mailer, site } = services
  const authJs = new AuthJs(services)

  return new Elysia({ name: 'sign-in' })
    .use(demo(services))
    .get(
      '/sign-in',
      ({ request, query, server }) => {
        const next = nextPath(query['next'])
        if (signedInPerson(services, request)) return seeOther(next)
        const error = query['error']
        const alert = error === undefined ? {} : { alert: mishapOf(error).detail }
        return show({ next, demo: demoFor(services, { request, server }) !== undefined, ...alert })
      },
      page,
    )
    .post(
      '/sign-in',
      async ({ request, set, server }) => {
        requireSameOrigin(request, site)
        const { visitor } = visitOf({ request, set, server })
        const field = await readForm(request)
        const [email, next] = [field('email').trim(), nextPath(field('next'))]
        try {
          const typed = { email, password: field('password') }
          const { secret } = await signInWithPassword(auth, typed, visitor)
          return seeOther(next, sessionCookie(site, secret))
        } catch (error) {
          if (!(error instanceof Problem) || error.detail === undefined) throw error
          const { detail: alert, status } = error
          return withHeaders(show({ next, email, alert, demo: false, status }), error.headers)
        }
      },
      page,
    )
    .post(
      '/auth/signin/:provider',
      async ({ request, set, server, params: { provider } }) => {
        requireSameOrigin(request, site)
        const visit = visitOf({ request, set, server })
        const field = await readForm(request)
        const next = nextPath(field('next'))
        if (provider === 'email') return mailLink(visit, field('email').trim(), next)
        if (!authJs.providers.some(({ id }) => id === provider)) throw notFound('provider')
        const { location, cookies } = await authJs.begin(visit, provider, next)
        const stays = site.isOwn(new URL(location, site.origin).origin)
        return stays ? seeOther(location, ...cookies) : leavingPage(location, cookies)
      },
      page,
    )
    .get(
      '/auth/callback/:provider',
      ({ request, set, server, params: { provider } }) => {
        if (!authJs.providers.some(({ id }) => id === provider)) throw notFound('provider')
        // Whatever looks ahead with HEAD must not use the code up.
        if (request.method === 'HEAD') return seeOther('/')
        return onward(authJs.finish(visitOf({ request, set, server }), provider))
      },
      page,
    )
    .get(
      '/check-mail',
      ({ query }) => {
        const email = query['email'] ?? ''
        return checkMailPage(isEmail(email) ? email : '', config.mail === undefined)
      },
      page,
    )
    .get(
      '/auth/confirm',
      ({ query: { email = '', token = '', next } }) =>
        isEmail(email) && token !== ''
          ? confirmPage({ email, token, next: nextPath(next) })
          : errorPage(mishapOf('Verification')),
      page,
    )
    .post(
      '/auth/confirm',
      async ({ request, set, server }) => {
        requireSameOrigin(request, site)
        const visit = visitOf({ request, set, server })
        const field = await readForm(request)
        const [email, token, next] = [field('email'), field('token'), nextPath(field('next'))]
        if (!isEmail(email) || token === '') return seeOther('/auth/error?error=Verification')
        return onward(authJs.useLink(visit, email, token, next))
      },
      page,
    )
    .get('/auth/error', ({ query }) => errorPage(mishapOf(query['error'] ?? '')), page)
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
      ({ request, set, server }) => {
        requireSameOrigin(request, site)
        return onward(authJs.end(visitOf({ request, set, server })))
      },
      page,
    )

  function show(page: Omit<SignInPageOptions, 'providers' | 'mail'>): Response {
    return signInPage({ providers: authJs.providers, mail: mailer.canSend, ...page })
  }

  async function mailLink(visit: Visit, email: string, next: string): Promise<Response> {
    // Only what is an address, one and no more, gets near a mail.
    if (!isEmail(email)) {
      const emailError =
        email === '' ? 'Enter your address' : 'Enter an address such as ada@example.com'
      return show({ next, email, emailError, demo: false, status: 422 })
    }
    try {
      auth.limits.mails.begin(email, visit.visitor.origin.address)
    } catch (error) {
      if (!(error instanceof Problem) || error.detail === undefined) throw error
      const { detail: alert, status } = error
      return withHeaders(show({ next, email, alert, demo: false, status }), error.headers)
    }
    const { location } = await authJs.mailLink(visit, email, next)
    if (location.includes('error=')) return seeOther(location)
    return seeOther(`/check-mail?${new URLSearchParams({ email })}`)
  }
}

/** Retry-After and the like, on a page. */
function withHeaders(answer: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
  return answer
}

function visitOf(asked: Received): Visit {
  return { request: asked.request, visitor: visitorOf(asked) }
}

async function onward(going: Promise<Onward>): Promise<Response> {
  const { location, cookies } = await going
  return seeOther(location, ...cookies)
}
