import { Elysia } from 'elysia'
import { isEmail } from '../../auth/email.ts'
import { signInWithPassword } from '../../auth/password/sign-in.ts'
import { readForm } from '../../http/pages/form-body.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { nextPath } from '../../http/pages/next.ts'
import { page } from '../../http/pages/page-route.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import { sessionCookie } from '../../http/session-cookie.ts'
import { visitorOf } from '../../http/visitor.ts'
import type { Services } from '../../services.ts'
import type { FormAnswers } from './form-answers.ts'

/** Signing in with an address and a password. */
export function passwordForm({ auth, site }: Services, answers: FormAnswers) {
  return new Elysia({ name: 'password-form' }).post(
    '/sign-in',
    async ({ request, set, server }) => {
      requireSameOrigin(request, site)
      const visitor = visitorOf({ request, set, server })
      const field = await readForm(request)
      const typed = { next: nextPath(field('next')), email: field('email').trim() }
      const password = field('password')
      if (!isEmail(typed.email)) return answers.wrongAddress(typed)
      if (password === '') return answers.noPassword(typed)
      try {
        const { email } = typed
        const { secret } = await signInWithPassword(auth, { email, password }, visitor)
        return seeOther(typed.next, sessionCookie(site, secret))
      } catch (error) {
        return answers.refused(error, typed)
      }
    },
    page,
  )
}
