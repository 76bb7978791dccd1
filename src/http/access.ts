import { type Context, Elysia } from 'elysia'
import {
  type Authority,
  type Caller,
  type WorkspaceAccess,
  WorkspaceMoved,
} from '../auth/authority.ts'
import { rateLimitHeaders } from '../auth/limits/limit.ts'
import type { RequestLimits } from '../auth/limits/request-limits.ts'
import { movedPermanently, notFound, Problem } from '../problem.ts'
import type { Site } from '../site.ts'
import type { TenantState } from '../tenancy/tenant.ts'
import { bearerToken } from './bearer.ts'
import { isWorkspaceReference } from './parameters.ts'
import { requireSameOrigin } from './same-origin.ts'
import { sessionSecret } from './session-cookie.ts'

/** What tells who calls: the credentials there are, and where browsers may send them from. */
export interface Doorkeeper {
  readonly auth: { readonly authority: Authority; readonly requests: RequestLimits }
  readonly site: Site
}

/** Methods that change nothing (RFC 9110 section 9.2.1). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Methods that need room in the workspace. Deleting goes on when there is none. */
const ADDING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/**
 * For routes that need a caller: `caller` in the context, 401 without one.
 * `derive` runs before validation, so strangers learn nothing about the shape.
 */
export function signedIn(doorkeeper: Doorkeeper) {
  return new Elysia({ name: 'signed-in' }).derive({ as: 'scoped' }, ({ request, set }) => {
    const caller = callerOf(doorkeeper, request)
    count(doorkeeper, request, set, caller, null)
    return { caller }
  })
}

/**
 * For routes below `/workspaces/:workspace`: `access` in the context. 401
 * without a caller, 308 when the workspace has another slug now, 404 unless they are a member, 403 when their token does not
 * reach so far, 423 when the workspace cannot be used like that now.
 */
export function inWorkspace(doorkeeper: Doorkeeper) {
  return new Elysia({ name: 'in-workspace' }).derive(
    { as: 'scoped' },
    ({ request, params, set }) => {
      const { workspace } = params as { workspace?: string }
      return { access: accessOf(doorkeeper, request, set, workspace, []) }
    },
  )
}

/** As {@link inWorkspace}, also while it is archived or can only be read. */
export function inWorkspaceAtRest(doorkeeper: Doorkeeper) {
  return new Elysia({ name: 'in-workspace-at-rest' }).derive(
    { as: 'scoped' },
    ({ request, params, set }) => {
      const { workspace } = params as { workspace?: string }
      return { access: accessOf(doorkeeper, request, set, workspace, AT_REST) }
    },
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

/** Who asks at a route for everybody; null for nobody, also any more. */
export function callerIfAny(doorkeeper: Doorkeeper, request: Request): Caller | null {
  try {
    return callerOf(doorkeeper, request)
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null
    throw error
  }
}

/** What {@link inWorkspace} and {@link inWorkspaceAtRest} do. */
export function accessOf(
  doorkeeper: Doorkeeper,
  request: Request,
  set: Context['set'],
  workspace: string | undefined,
  also: readonly TenantState[],
): WorkspaceAccess {
  const caller = callerOf(doorkeeper, request)
  if (workspace === undefined || !isWorkspaceReference(workspace)) throw notFound('workspace')
  try {
    const { authority } = doorkeeper.auth
    const access = authority.enter(caller, workspace, !SAFE.has(request.method), also)
    count(doorkeeper, request, set, caller, access.id)
    return ADDING.has(request.method) ? { ...access, adds: true } : access
  } catch (error) {
    if (error instanceof WorkspaceMoved) throw movedPermanently(withSlug(request, error.slug))
    throw error
  }
}

/** Counts the request and says on its answer where the caller stands. @throws Problem 429 */
function count(
  { auth }: Doorkeeper,
  { method }: Request,
  set: Context['set'],
  { personId }: Caller,
  tenantId: string | null,
): void {
  const kind = SAFE.has(method) ? 'reads' : 'writes'
  const standing = auth.requests.take(kind, personId, tenantId)
  if (standing === undefined) return
  const headers = rateLimitHeaders(standing)
  set.headers['ratelimit-policy'] = headers['ratelimit-policy']
  set.headers['ratelimit'] = headers.ratelimit
}

/** The same target with another workspace in `/workspaces/:workspace`. */
function withSlug({ url }: Request, slug: string): string {
  const { pathname, search } = new URL(url, 'http://localhost')
  const [, collection, , ...rest] = pathname.split('/')
  return `/${[collection, slug, ...rest].join('/')}${search}`
}
