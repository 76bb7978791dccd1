import { Elysia } from 'elysia'
import {
  type Authority,
  type Caller,
  type WorkspaceAccess,
  WorkspaceMoved,
} from '../auth/authority.ts'
import { movedPermanently, notFound } from '../problem.ts'
import type { Site } from '../site.ts'
import type { TenantState } from '../tenancy/tenant.ts'
import { bearerToken } from './bearer.ts'
import { isWorkspaceReference } from './parameters.ts'
import { requireSameOrigin } from './same-origin.ts'
import { sessionSecret } from './session-cookie.ts'

/** What tells who calls: the credentials there are, and where browsers may send them from. */
export interface Doorkeeper {
  readonly auth: { readonly authority: Authority }
  readonly site: Site
}

/** Methods that change nothing (RFC 9110 section 9.2.1). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * For routes that need a caller: `caller` in the context, 401 without one.
 * `derive` runs before validation, so strangers learn nothing about the shape.
 */
export function signedIn(doorkeeper: Doorkeeper) {
  return new Elysia({ name: 'signed-in' }).derive({ as: 'scoped' }, ({ request }) => ({
    caller: callerOf(doorkeeper, request),
  }))
}

/**
 * For routes below `/workspaces/:workspace`: `access` in the context. 401
 * without a caller, 308 when the workspace has another slug now, 404 unless they are a member, 403 when their token does not
 * reach so far, 423 when the workspace cannot be used like that now.
 */
export function inWorkspace(doorkeeper: Doorkeeper) {
  return new Elysia({ name: 'in-workspace' }).derive({ as: 'scoped' }, ({ request, params }) => ({
    access: accessOf(doorkeeper, request, (params as { workspace?: string }).workspace, []),
  }))
}

/** As {@link inWorkspace}, also while it is archived or can only be read. */
export function inWorkspaceAtRest(doorkeeper: Doorkeeper) {
  return new Elysia({ name: 'in-workspace-at-rest' }).derive(
    { as: 'scoped' },
    ({ request, params }) => ({
      access: accessOf(doorkeeper, request, (params as { workspace?: string }).workspace, AT_REST),
    }),
  )
}

const AT_REST: readonly TenantState[] = ['read_only', 'archived']

/**
 * The caller by their bearer token. Only a request without any Authorization is
 * looked at for a cookie, and may change something only from our own pages.
 */
function callerOf({ auth, site }: Doorkeeper, request: Request): Caller {
  const bearer = bearerToken(request)
  if (bearer !== null) return auth.authority.authenticate(bearer)
  const caller = auth.authority.authenticate(sessionSecret(request, site))
  if (!SAFE.has(request.method)) requireSameOrigin(request, site)
  return caller
}

function accessOf(
  doorkeeper: Doorkeeper,
  request: Request,
  workspace: string | undefined,
  also: readonly TenantState[],
): WorkspaceAccess {
  const caller = callerOf(doorkeeper, request)
  if (workspace === undefined || !isWorkspaceReference(workspace)) throw notFound('workspace')
  try {
    return doorkeeper.auth.authority.enter(caller, workspace, !SAFE.has(request.method), also)
  } catch (error) {
    if (error instanceof WorkspaceMoved) throw movedPermanently(withSlug(request, error.slug))
    throw error
  }
}

/** The same target with another workspace in `/workspaces/:workspace`. */
function withSlug({ url }: Request, slug: string): string {
  const { pathname, search } = new URL(url, 'http://localhost')
  const [, collection, , ...rest] = pathname.split('/')
  return `/${[collection, slug, ...rest].join('/')}${search}`
}
