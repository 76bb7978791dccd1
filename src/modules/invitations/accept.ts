import { Elysia } from 'elysia'
import { acceptInvitation } from '../../auth/accept-invitation.ts'
import { requireScope } from '../../auth/authority.ts'
import { seeInvitation } from '../../auth/see-invitation.ts'
import { callerIfAny, signedIn } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { answer, operation } from '../../http/operation.ts'
import { signedInPerson } from '../../http/pages/signed-in-person.ts'
import { toWorkspace, Workspace } from '../../http/workspace-shape.ts'
import { forbidden, notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { endedPage, invitationPage, memberPage } from './page.tsx'
import { InvitationPreview, SecretPath } from './schema.ts'
import { toPreview } from './shape.ts'

const tag = 'Invitations'

/** An invitation as the invited see it, who have its secret. */
export function invitation(services: Services) {
  const { auth } = services
  return new Elysia({ prefix: '/invitations/:secret' }).get(
    '/',
    ({ params: { secret }, request, set }) => {
      if (request.headers.get('accept')?.includes('text/html')) {
        const person = signedInPerson(services, request)
        const seen = seeInvitation(auth, person, secret)
        if (seen === null) return endedPage()
        const { invitation, isMember } = seen
        if (isMember) return memberPage(invitation)
        return invitationPage({ invitation, secret, email: person?.email ?? null })
      }
      set.headers['vary'] = 'accept'
      const seen = seeInvitation(auth, callerIfAny(services, request), secret)
      if (seen === null) throw notFound('invitation')
      return toPreview(seen)
    },
    {
      params: SecretPath,
      detail: operation({
        id: 'readInvitation',
        tag,
        access: 'public',
        summary: 'See what an invitation is for',
        description:
          'The secret is the only credential that is needed. An invitation that is unknown, expired, revoked or used up is the same 404; but whoever is signed in, and a member already, is told so by `is_member`, also when it is used up. A browser, which asks for `text/html`, is shown a page.',
        answers: { 200: answer('What it is for.', InvitationPreview) },
      }),
    },
  )
}

/** Joining the workspace. */
export function acceptance(services: Services) {
  const { auth } = services
  return new Elysia({ prefix: '/invitations/:secret/accept' }).use(signedIn(services)).post(
    '/',
    async ({ caller, params, request, set, server }): Promise<Workspace> => {
      requireScope(caller, 'admin')
      if (caller.tenantId !== null) {
        throw forbidden('This token is good for one workspace only.', 'token_bound_to_workspace')
      }
      const by = actorOf(caller, { request, set, server })
      const { workspace, joined } = await auth.database.write(
        () => acceptInvitation(auth, caller, params.secret, by),
        () => auth.authority.recheck(caller),
      )
      set.status = joined ? 201 : 200
      set.headers['location'] = `/workspaces/${workspace.slug}`
      return toWorkspace(workspace)
    },
    {
      params: SecretPath,
      detail: operation({
        id: 'acceptInvitation',
        tag,
        summary: 'Accept an invitation',
        description:
          'You become a member of the workspace. Needs the scope `admin`, and a token that is not bound to one workspace. One that was sent to another address, or to yours before you have confirmed it, is refused: 403 `invitation_for_another_address`.',
        answers: {
          200: answer('You were a member before; nothing has changed.', Workspace, {
            Location: 'The path of the workspace.',
          }),
          201: answer('You are a member now.', Workspace, {
            Location: 'The path of the workspace.',
          }),
        },
        problems: [403, 423, 503, 507],
      }),
    },
  )
}
