import { Elysia } from 'elysia'
import { readAs } from '../../auth/projection.ts'
import { inWorkspace } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { notModified } from '../../http/etag.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { UserPath, WorkspacePath } from '../../http/parameters.ts'
import { cutPage, readTextPage, TextPageQuery } from '../../http/text-page.ts'
import { toUser, User, userEtag } from '../../http/user.ts'
import { unprocessable } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { changeProfile } from './change-profile.ts'
import { changeRole } from './change-role.ts'
import { findUser } from './find-user.ts'
import { removeUser } from './remove-user.ts'
import { UserChanges, UserList } from './schema.ts'

const tag = 'Users'

/** The people of a workspace. */
export function users(services: Services) {
  const { auth, tenants } = services
  return new Elysia({ prefix: '/workspaces/:workspace/users' })
    .use(inWorkspace(services))
    .get(
      '/',
      async ({ access, query }) => {
        const { after, limit } = readTextPage(query)
        const rows = await readAs(tenants.pool, access, (db) =>
          db.users.list({ after, limit: limit + 1 }),
        )
        const { page, next_cursor } = cutPage(rows, limit, ({ id }) => id)
        return { users: page.map((row) => toUser(row, auth.memberships, access)), next_cursor }
      },
      {
        params: WorkspacePath,
        query: TextPageQuery,
        detail: operation({
          id: 'listUsers',
          tag,
          summary: 'List the users of a workspace',
          description:
            'By id. Members appear once they have used the workspace; those who left stay, without a role, because their messages do.',
          answers: { 200: answer('A page of users.', UserList) },
          problems: [403, 507],
        }),
      },
    )
    .get(
      '/:user',
      async ({ access, params, request, set }) => {
        const row = await readAs(tenants.pool, access, (db, me) => findUser(db, me, params.user))
        const user = toUser(row, auth.memberships, access)
        return notModified(request, set, userEtag(user)) ? undefined : user
      },
      {
        params: UserPath,
        detail: operation({
          id: 'getUser',
          tag,
          summary: 'Read one user',
          description: 'The id `me` is you.',
          answers: {
            200: answer('The user.', User, { ETag: 'Their version, as you see them.' }),
            304: 'You have this version already.',
          },
          problems: [403, 507],
        }),
      },
    )
    .patch(
      '/:user',
      async ({ access, params, body, request, set, server }) => {
        const { role, ...profile } = body
        if (role !== undefined && Object.keys(profile).length > 0) {
          const detail = 'must be changed by a request of its own'
          throw unprocessable([{ pointer: '/role', detail }])
        }
        const by = actorOf(access.caller, { request, set, server })
        const user =
          role === undefined
            ? await changeProfile(services, access, params.user, profile, request)
            : await changeRole(services, access, params.user, role, request, by)
        set.headers['etag'] = userEtag(user)
        return user
      },
      {
        params: UserPath,
        parse: jsonBody,
        body: UserChanges,
        detail: operation({
          id: 'updateUser',
          tag,
          summary: 'Change your profile, or the role of a user',
          description:
            'Profiles are changed by their owners only. Roles are changed by owners and admins, with the scope `admin` and in a request of their own; only owners make and unmake owners, and the last owner stays one: 409 `last_owner`.',
          answers: {
            200: answer('The user, as they are now.', User, { ETag: 'Their version.' }),
          },
          problems: [403, 409, 412, 507],
        }),
      },
    )
    .delete(
      '/:user',
      async ({ access, params, request, set, server }) => {
        const by = actorOf(access.caller, { request, set, server })
        await removeUser(services, access, params.user, by)
        set.status = 204
      },
      {
        params: UserPath,
        detail: operation({
          id: 'removeUser',
          tag,
          summary: 'Remove a user, or leave the workspace',
          description:
            'Needs the scope `admin`. Everybody can leave; owners and admins remove others, and only owners remove owners. The last owner cannot go: 409 `last_owner`. Messages and direct rooms stay; in group rooms of which they were the last admin, whoever has been there longest becomes one. Tokens for this workspace only are revoked, and so are the invitations that they made.',
          answers: { 204: 'They are no member any more.' },
          problems: [403, 409, 507],
        }),
      },
    )
}
