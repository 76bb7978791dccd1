import { Elysia } from 'elysia'
import type { AuthJs } from '../../auth/authjs/auth-js.ts'
import { isEmail } from '../../auth/email.ts'
import { readForm } from '../../http/pages/form-body.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { nextPath } from '../../http/pages/next.ts'
import { page } from '../../http/pages/page-route.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import type { Services } from '../../services.ts'
import type { FormAnswers } from './form-answers.ts'
import { mishapOf } from './mishaps.ts'
import { confirmPage, errorPage, signInLinkMailedPage } from './pages.tsx'
import { onward, visitOf } from './visit.ts'

/** Signing in with a link by mail: asking for one, and using it up. */
export function mailedLink({ auth, config, site }: Services, authJs: AuthJs, answers: FormAnswers) {
  return new Elysia({ name: 'mailed-link' })
    .post(
      '/auth/signin/email',
      async ({ request, set, server }) => {
        requireSameOrigin(request, site)
        const visit = visitOf({ request, set, server })
        const field = await readForm(request)
        const typed = { next: nextPath(field('next')), email: field('email').trim() }
        // Only what is an address, one and no more, gets near a mail.
        if (!isEmail(typed.email)) return answers.wrongAddress(typed)
        try {
          auth.limits.mails.begin(typed.email, visit.visitor.origin.address)
        } catch (error) {
          return answers.refused(error, typed)
        }
        const { location } = await authJs.mailLink(visit, typed.email, typed.next)
        if (location.includes('error=')) return seeOther(location)
        return seeOther(`/check-mail?${new URLSearchParams(typed)}`)
      },
      page,
    )
    .get(
      '/check-mail',
      ({ query: { email = '', next } }) =>
        signInLinkMailedPage({
          email: isEmail(email) ? email : '',
          next: nextPath(next),
          development: config.mail === undefined,
        }),
      page,
    )
    .get(
      '/auth/confirm',
      ({ query: { email = '', token = '', next } }) =>
        isEmail(email) && token !== ''
          ? confirmPage({ email, token, next: nextPath(next) })
          : errorPage(mishapOf('Verification'), nextPath(next)),
      page,
    )
    .post(
      '/auth/confirm',
      async ({ request, set, server }) => {
        requireSameOrigin(request, site)
        const visit = visitOf({ request, set, server })
        const field = await readForm(request)
        const [email, token, next] = [field('email'), field('token'), nextPath(field('next'))]
        if (!isEmail(email) || token === '') return seeOther(linkEnded(next))
        const going = await authJs.useLink(visit, email, token, next)
        return going.location.includes('error=Verification')
          ? seeOther(linkEnded(next), ...going.cookies)
          : onward(going)
      },
      page,
    )
}

/** Whoever asks for another link still wants to go there. */
function linkEnded(next: string): string {
  return `/auth/error?${new URLSearchParams({ error: 'Verification', next })}`
}
