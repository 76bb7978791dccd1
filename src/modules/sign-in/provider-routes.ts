import { Elysia } from 'elysia'
import type { AuthJs } from '../../auth/authjs/auth-js.ts'
import { readForm } from '../../http/pages/form-body.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { nextPath } from '../../http/pages/next.ts'
import { page } from '../../http/pages/page-route.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import { notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { leavingPage } from './pages.tsx'
import { onward, visitOf } from './visit.ts'

/** Signing in with a provider of identities: there, and back again. */
export function provider({ site }: Services, authJs: AuthJs) {
  return new Elysia({ name: 'provider' })
    .post(
      '/auth/signin/:provider',
      async ({ request, set, server, params: { provider } }) => {
        requireSameOrigin(request, site)
        requireOffered(provider)
        const field = await readForm(request)
        const visit = visitOf({ request, set, server })
        const { location, cookies } = await authJs.begin(visit, provider, nextPath(field('next')))
        const stays = site.isOwn(new URL(location, site.origin).origin)
        return stays ? seeOther(location, ...cookies) : leavingPage(location, cookies)
      },
      page,
    )
    .get(
      '/auth/callback/:provider',
      ({ request, set, server, params: { provider } }) => {
        requireOffered(provider)
        // Whatever looks ahead with HEAD must not use the code up.
        if (request.method === 'HEAD') return seeOther('/')
        return onward(authJs.finish(visitOf({ request, set, server }), provider))
      },
      page,
    )

  function requireOffered(provider: string): void {
    if (!authJs.providers.some(({ id }) => id === provider)) throw notFound('provider')
  }
}
