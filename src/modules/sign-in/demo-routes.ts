import { Elysia } from 'elysia'
import { demoPerson } from '../../auth/demo-person.ts'
import { openSession } from '../../auth/open-session.ts'
import { isLocal } from '../../http/is-local.ts'
import { readForm } from '../../http/pages/form-body.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { nextPath } from '../../http/pages/next.ts'
import { page } from '../../http/pages/page-route.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import { sessionCookie } from '../../http/session-cookie.ts'
import { visitorOf } from '../../http/visitor.ts'
import { notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'

interface Peer {
  readonly request: Request
  readonly server: { requestIP(request: Request): { readonly address: string } | null } | null
}

/**
 * Who the demo may be looked at as, in development and by this machine only. The
 * Host has to be ours too: a name elsewhere that has come to mean 127.0.0.1
 * would make a foreign page one of our own (DNS rebinding).
 */
export function demoFor({ auth, config, site, tenants }: Services, { request, server }: Peer) {
  if (config.production) return undefined
  if (!isLocal(request, server?.requestIP(request)?.address ?? null)) return undefined
  if (!site.isOwn(URL.parse(request.url)?.origin ?? '')) return undefined
  return demoPerson(auth, tenants.registry)
}

/** One click, and a newcomer has something to look at. */
export function demo(services: Services) {
  const { auth, site } = services
  return new Elysia({ name: 'demo' }).post(
    '/demo',
    async ({ request, set, server }) => {
      requireSameOrigin(request, site)
      const person = demoFor(services, { request, server })
      if (person === undefined) throw notFound('route')
      const field = await readForm(request)
      const visitor = visitorOf({ request, set, server })
      const { secret } = await auth.database.write(() => openSession(auth, person, visitor, 'demo'))
      return seeOther(nextPath(field('next')), sessionCookie(site, secret))
    },
    page,
  )
}
