import { Elysia } from 'elysia'
import { acceptInvitation } from '../../auth/accept-invitation.ts'
import { actorOf } from '../../http/actor.ts'
import { seeOther } from '../../http/pages/html-page.tsx'
import { withNext } from '../../http/pages/next.ts'
import { page } from '../../http/pages/page-route.ts'
import { signedInPerson } from '../../http/pages/signed-in-person.ts'
import { requireSameOrigin } from '../../http/same-origin.ts'
import { Problem } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { endedPage, invitationPage } from './page.tsx'
import { SecretPath } from './schema.ts'

/** The button of the page: the form that joins. */
export function joining(services: Services) {
  const { auth, site } = services
  return new Elysia({ prefix: '/invitations/:secret/join' }).post(
    '/',
    async ({ params: { secret }, request, set, server }) => {
      requireSameOrigin(request, site)
      const person = signedInPerson(services, request)
      if (person === null) return seeOther(withNext('/sign-in', `/invitations/${secret}`))
      const by = actorOf(person, { request, set, server })
      try {
        const { workspace } = await auth.database.write(
          () => acceptInvitation(auth, person, secret, by),
          () => auth.authority.recheck(person),
        )
        return seeOther(`/w/${workspace.slug}`)
      } catch (error) {
        return refused(services, secret, person.email, error)
      }
    },
    { ...page, params: SecretPath },
  )
}

/** @throws the error itself, when it is none of the invitation */
function refused({ auth }: Services, secret: string, email: string, error: unknown): Response {
  if (!(error instanceof Problem) || ![403, 404, 423].includes(error.status)) throw error
  const invitation = auth.invitations.findOpen(secret)
  if (invitation === null) return endedPage()
  const { status, message } = error
  return invitationPage({ invitation, secret, email, refusal: message, status })
}
