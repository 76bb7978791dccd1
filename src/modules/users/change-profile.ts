import type { WorkspaceAccess } from '../../auth/authority.ts'
import { writeAs } from '../../auth/projection.ts'
import { UniqueViolation } from '../../database/errors.ts'
import { requireMatch } from '../../http/etag.ts'
import { toUser, type User, userEtag } from '../../http/user.ts'
import { tidy } from '../../label.ts'
import type { UserPatch } from '../../models/users.ts'
import { forbidden, Problem, unprocessable } from '../../problem.ts'
import type { Services } from '../../services.ts'
import { findUser } from './find-user.ts'
import type { UserChanges } from './schema.ts'

/** Changes the caller's own profile in this workspace. */
export function changeProfile(
  { auth, tenants }: Services,
  access: WorkspaceAccess,
  user: string,
  changes: UserChanges,
  request: Request,
): Promise<User> {
  const patch = toPatch(changes)
  return writeAs(tenants.pool, access, (db, me) => {
    if (findUser(db, me, user).id !== me.id) {
      throw forbidden('People change their own profiles only.', 'not_yourself')
    }
    requireMatch(request, userEtag(toUser(me, auth.memberships, access)))
    try {
      return toUser(db.users.update(me.id, patch) ?? me, auth.memberships, access)
    } catch (error) {
      if (error instanceof UniqueViolation) throw usernameTaken()
      throw error
    }
  })
}

function toPatch({ name, username, avatar_url }: UserChanges): UserPatch {
  return {
    ...(name === undefined ? {} : { name: tidy(name) }),
    ...(username === undefined ? {} : { username }),
    ...(avatar_url === undefined
      ? {}
      : { avatar_url: avatar_url === null ? null : parseAvatar(avatar_url) }),
  }
}

/** Other people's browsers load it: nothing but https, and no credentials in it. */
function parseAvatar(text: string): string {
  const url = URL.parse(text)
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href
  const detail = 'must be an https address without credentials'
  throw unprocessable([{ pointer: '/avatar_url', detail }])
}

function usernameTaken(): Problem {
  return new Problem({
    status: 409,
    code: 'username_taken',
    detail: 'Somebody else in this workspace has this username.',
    errors: [{ pointer: '/username', detail: 'is taken' }],
  })
}
