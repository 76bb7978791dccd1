import { Elysia } from 'elysia'
import type { Actor } from '../../auth/audit/actor.ts'
import { requireScope, type WorkspaceAccess } from '../../auth/authority.ts'
import { limitExceeded } from '../../auth/limits/limit.ts'
import type { InvitationRow } from '../../auth/rows.ts'
import { toSqliteTime } from '../../database/time.ts'
import { inWorkspace } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { WorkspacePath } from '../../http/parameters.ts'
import { cutPage, readTextPage, TextPageQuery } from '../../http/text-page.ts'
import { usersOfPeople } from '../../http/users-of-people.ts'
import { requireAdmin, roleNow } from '../../http/workspace-role.ts'
import { conflict, notFound } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { invitationMail } from './invitation-mail.ts'
import { wantedBy } from './invite.ts'
import {
  CreatedInvitation,
  Invitation,
  InvitationList,
  InvitationPath,
  MOST_A_DAY,
  MOST_OPEN,
  NewInvitation,
  type NewInvitation as NewInvitationBody,
} from './schema.ts'
import { toInvitation } from './shape.ts'

const tag = 'Invitations'
const DAY = 24 * 60 * 60_000
/** Whoever has made too many comes again an hour later; seconds. */
const RETRY_AFTER = 3_600

/** Invitations as those see them who administer a workspace. */
export function invitations(services: Services) {
  const { auth, mailer, site } = services
  return new Elysia({ prefix: '/workspaces/:workspace/invitations' })
    .use(inWorkspace(services))
    .get(
      '/',
      async ({ access, query }) => {
        mayInvite(access)
        const { after, limit } = readTextPage(query)
        const rows = auth.invitations.pageOf(access.id, after, limit + 1)
        const { page, next_cursor } = cutPage(rows, limit, ({ id }) => id)
        return { invitations: await shown(access, page), next_cursor }
      },
      {
        params: WorkspacePath,
        query: TextPageQuery,
        detail: operation({
          id: 'listInvitations',
          tag,
          summary: 'List the invitations of a workspace',
          description:
            'Oldest first, without their secrets; for owners and admins, with the scope `admin`. Those that have ended are kept for some days.',
          answers: { 200: answer('A page of invitations.', InvitationList) },
          problems: [403],
        }),
      },
    )
    .post(
      '/',
      async ({ access, body, request, set, server }) => {
        mayInvite(access)
        const by = actorOf(access.caller, { request, set, server })
        const { secret, row } = await auth.database.write(() => invite(access, body, by))
        const link = `${site.origin}/invitations/${secret}`
        // Where there is no way to send mail, whoever invites passes the link on themselves.
        if (row.email !== null && mailer.canSend)
          mailer.send(invitationMail(access, row.email, link))
        const [invitation] = await shown(access, [row])
        set.status = 201
        set.headers['location'] = `/workspaces/${access.tenant.slug}/invitations/${row.id}`
        return { ...invitation, token: secret, link }
      },
      {
        params: WorkspacePath,
        parse: jsonBody,
        body: NewInvitation,
        detail: operation({
          id: 'createInvitation',
          tag,
          summary: 'Invite somebody to a workspace',
          description: `For owners and admins, with the scope \`admin\`. By address, the link is mailed there and is good for whoever has confirmed that address; an earlier invitation to it is revoked. Otherwise it is good for whoever has the link. The answer is the only place in which the link is ever shown. It ends when whoever made it is no owner or admin any more. A workspace has at most ${MOST_OPEN} open ones: 409 \`too_many_invitations\`; a person makes at most ${MOST_A_DAY} within a day.`,
          answers: {
            201: answer('The invitation, with its link this one time.', CreatedInvitation, {
              Location: 'Its path.',
              'Cache-Control': '`no-store`.',
            }),
          },
          problems: [403, 409, 429, 507],
        }),
      },
    )
    .get(
      '/:invitation',
      async ({ access, params }) => {
        mayInvite(access)
        const row = auth.invitations.findOfTenant(access.id, params.invitation)
        if (row === null) throw notFound('invitation')
        return (await shown(access, [row]))[0]
      },
      {
        params: InvitationPath,
        detail: operation({
          id: 'getInvitation',
          tag,
          summary: 'Read one invitation',
          answers: { 200: answer('The invitation, without its secret.', Invitation) },
          problems: [403],
        }),
      },
    )
    .delete(
      '/:invitation',
      async ({ access, params, request, set, server }) => {
        mayInvite(access)
        const by = actorOf(access.caller, { request, set, server })
        await auth.database.write(() => revoke(access, params.invitation, by))
        set.status = 204
      },
      {
        params: InvitationPath,
        detail: operation({
          id: 'revokeInvitation',
          tag,
          summary: 'Revoke an invitation',
          description: 'Whoever has accepted it already stays a member.',
          answers: { 204: 'It is good for nothing any more.' },
          problems: [403, 507],
        }),
      },
    )

  async function shown(access: WorkspaceAccess, rows: readonly InvitationRow[]) {
    const users = await usersOfPeople(
      services,
      access,
      rows.map(({ invited_by }) => invited_by),
    )
    return rows.map((row) => toInvitation(row, users))
  }

  function invite(access: WorkspaceAccess, body: NewInvitationBody, by: Actor) {
    // Even if this did not wait: one of its batch may have taken the right away.
    access.recheck()
    requireAdmin(roleNow(auth, access))
    const wanted = wantedBy(body, new Date())
    const { email, role, maxUses } = wanted
    if (email !== null) {
      const person = auth.people.findByEmail(email)
      if (person && auth.memberships.find(access.id, person.id)) {
        throw conflict('already_member', 'Whoever has this address is a member already.')
      }
      auth.invitations.revokeOfAddress(access.id, email)
    }
    const day = toSqliteTime(new Date(Date.now() - DAY))
    if (auth.audit.countOf(access.caller.personId, 'invitation.created', day) >= MOST_A_DAY) {
      const policy = { name: 'invitations', quota: MOST_A_DAY, window: DAY / 1_000 }
      const standing = { policy, remaining: 0, resetsIn: RETRY_AFTER, exceeded: true }
      throw limitExceeded(standing, `You have made ${MOST_A_DAY} invitations within a day.`)
    }
    if (auth.invitations.countOpen(access.id) >= MOST_OPEN) {
      const detail = `There are ${MOST_OPEN} open invitations; revoke some first.`
      throw conflict('too_many_invitations', detail)
    }
    const made = auth.invitations.create({
      ...wanted,
      tenantId: access.id,
      invitedBy: access.caller.personId,
    })
    auth.audit.record(by, 'invitation.created', {
      tenantId: access.id,
      target: made.row.id,
      details: { role, max_uses: maxUses, by_address: email !== null },
    })
    return made
  }

  function revoke(access: WorkspaceAccess, id: string, by: Actor): void {
    access.recheck()
    requireAdmin(roleNow(auth, access))
    if (!auth.invitations.revoke(access.id, id)) throw notFound('invitation')
    auth.audit.record(by, 'invitation.revoked', { tenantId: access.id, target: id })
  }
}

function mayInvite({ caller, role }: WorkspaceAccess): void {
  requireScope(caller, 'admin')
  requireAdmin(role)
}
