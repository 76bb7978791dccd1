/**
 * How far each route reaches, what it asks of its caller, and a body that it takes.
 * isolation.test.ts and rights.test.ts walk the routes of the app by this list: a
 * route that is not in it fails there, and so does one that asks for more or less.
 *
 * `public` asks for no credentials, and says why. `page` is a page or a form for
 * browsers, which never looks at Authorization: tests of its own tell of those. `caller` is about the caller
 * alone. `workspace` is for members of the workspace in the path, `room` for
 * members of the room in it.
 */
export type Reach = 'public' | 'page' | 'caller' | 'workspace' | 'room'

export interface RouteEntry {
  readonly reach: Reach
  /** Only of public routes. */
  readonly why?: string
  readonly body?: object
  /** Without `?`. */
  readonly query?: string
  /** The scope that a token needs; without it `read` for GET, `write` for the rest. */
  readonly scope?: 'read' | 'write' | 'admin'
  /** What one has to be in the workspace at the least; without it a member. */
  readonly role?: 'admin' | 'owner'
  /** What one has to be in the room, or to the message or the unsent file; without it a member of the room. */
  readonly roomRole?: 'admin' | 'author' | 'author or admin' | 'uploader'
  /** For people only: no API token does it, whatever its scopes. */
  readonly only?: 'session'
  /** For tokens that are not bound to one workspace. */
  readonly unbound?: true
  /** What a plain request is answered that is allowed; without it a good status. */
  readonly answers?: 426
  /** Answers while the workspace is read-only, or even archived; without it GET does while read-only. */
  readonly atRest?: 'archived' | 'read_only'
}

const asset = { reach: 'public', why: 'a file of Swagger UI, the same for everybody' } as const
const page = { reach: 'page' } as const

/** Ada's. */
export const PASSWORD = 'correct horse battery staple'

export const routeEntries: Readonly<Record<string, RouteEntry>> = {
  'GET /health/live': { reach: 'public', why: 'for load balancers; says nothing but ok' },
  'GET /health/ready': { reach: 'public', why: 'for load balancers; says nothing but ok' },
  'GET /metrics': {
    reach: 'public',
    why: 'for METRICS_TOKEN, or the same machine in development; names nobody, and a workspace only if asked to',
  },
  'GET /swagger': asset,
  'GET /swagger/start.js': asset,
  'GET /swagger/swagger-ui.css': asset,
  'GET /swagger/swagger-ui-bundle.js': asset,
  'GET /swagger/favicon-32x32.png': asset,
  'GET /swagger/json': { reach: 'public', why: 'the document of the API; holds no data' },

  'GET /assets/pages.css': { reach: 'public', why: 'the look of our pages' },
  'GET /assets/mark.svg': { reach: 'public', why: 'the icon of our pages' },
  'GET /assets/web/:file': page,
  'GET /w/*': page,
  'GET /account': page,
  'GET /account/*': page,
  'GET /': page,
  'GET /sign-in': page,
  'POST /sign-in': page,
  'GET /check-mail': page,
  'GET /sign-out': page,
  'POST /demo': page,
  'POST /auth/signin/email': page,
  'POST /auth/signin/:provider': page,
  'GET /auth/callback/:provider': page,
  'GET /auth/confirm': page,
  'POST /auth/confirm': page,
  'GET /auth/error': page,
  'GET /auth/session': page,
  'POST /auth/signout': page,

  'GET /sign-up': page,
  'POST /sign-up': page,
  'GET /forgotten-password': page,
  'POST /forgotten-password': page,
  'GET /set-password': page,
  'POST /set-password': page,

  'POST /session': {
    reach: 'public',
    why: 'signing in; a wrong address and a wrong password are answered alike',
    body: { email: 'ada@acme.test', password: PASSWORD },
  },
  'DELETE /session': { reach: 'caller', only: 'session' },
  'POST /accounts': {
    reach: 'public',
    why: 'signing up; answers alike whether there is such a person or not',
    body: { email: 'ada@acme.test' },
  },
  'POST /password-resets': {
    reach: 'public',
    why: 'a forgotten password; answers alike whether there is such a person or not',
    body: { email: 'ada@acme.test' },
  },
  'PUT /me/password': {
    reach: 'caller',
    body: { current_password: PASSWORD, new_password: `new ${PASSWORD}` },
    only: 'session',
  },

  'GET /me': { reach: 'caller' },
  'DELETE /me': { reach: 'caller', only: 'session' },
  'GET /me/sessions': { reach: 'caller', only: 'session' },
  'DELETE /me/sessions': { reach: 'caller', only: 'session' },
  'DELETE /me/sessions/:session': { reach: 'caller', only: 'session' },
  'GET /me/tokens': { reach: 'caller', scope: 'admin' },
  'POST /me/tokens': {
    reach: 'caller',
    body: { label: 'another', scopes: ['read'] },
    only: 'session',
  },
  'GET /me/tokens/:token': { reach: 'caller', scope: 'admin' },
  'DELETE /me/tokens/:token': { reach: 'caller', scope: 'admin' },
  'GET /workspaces': { reach: 'caller' },
  'POST /workspaces': {
    reach: 'caller',
    body: { slug: 'made-here' },
    scope: 'admin',
    unbound: true,
  },

  'GET /me/audit-log': { reach: 'caller', scope: 'admin', unbound: true },
  'GET /invitations/:secret': {
    reach: 'public',
    why: 'for whoever has the secret in the path; tells what it leads to',
  },
  'POST /invitations/:secret/join': page,
  'POST /invitations/:secret/accept': { reach: 'caller', scope: 'admin', unbound: true },

  'GET /workspaces/:workspace': { reach: 'workspace', atRest: 'archived' },
  'PATCH /workspaces/:workspace': {
    reach: 'workspace',
    body: { name: 'Renamed' },
    scope: 'admin',
    role: 'admin',
  },
  'DELETE /workspaces/:workspace': { reach: 'workspace', scope: 'admin', role: 'owner' },
  'PUT /workspaces/:workspace/state': {
    reach: 'workspace',
    body: { state: 'active' },
    scope: 'admin',
    role: 'owner',
    atRest: 'archived',
  },
  'GET /workspaces/:workspace/stats': { reach: 'workspace', role: 'admin' },
  'GET /workspaces/:workspace/usage': { reach: 'workspace', role: 'admin' },
  'GET /workspaces/:workspace/settings': { reach: 'workspace' },
  'PATCH /workspaces/:workspace/settings': {
    reach: 'workspace',
    body: { retention_days: 30 },
    scope: 'admin',
    role: 'owner',
  },
  'GET /workspaces/:workspace/export': { reach: 'workspace', scope: 'admin', role: 'owner' },
  'GET /workspaces/:workspace/audit-log': { reach: 'workspace', scope: 'admin', role: 'owner' },
  'GET /workspaces/:workspace/invitations': { reach: 'workspace', scope: 'admin', role: 'admin' },
  'POST /workspaces/:workspace/invitations': {
    reach: 'workspace',
    body: { role: 'member' },
    scope: 'admin',
    role: 'admin',
  },
  'GET /workspaces/:workspace/invitations/:invitation': {
    reach: 'workspace',
    scope: 'admin',
    role: 'admin',
  },
  'DELETE /workspaces/:workspace/invitations/:invitation': {
    reach: 'workspace',
    scope: 'admin',
    role: 'admin',
  },
  'POST /workspaces/:workspace/transfer': {
    reach: 'workspace',
    body: { user: ':user' },
    scope: 'admin',
    role: 'owner',
  },
  'GET /workspaces/:workspace/users': { reach: 'workspace' },
  'GET /workspaces/:workspace/users/:user': { reach: 'workspace' },
  'PATCH /workspaces/:workspace/users/:user': {
    reach: 'workspace',
    body: { role: 'admin' },
    scope: 'admin',
    role: 'admin',
  },
  'DELETE /workspaces/:workspace/users/:user': {
    reach: 'workspace',
    scope: 'admin',
    role: 'admin',
  },
  'PUT /workspaces/:workspace/direct-rooms/:user': { reach: 'workspace' },
  'GET /workspaces/:workspace/snapshot': { reach: 'workspace' },
  'GET /workspaces/:workspace/mentions': { reach: 'workspace' },
  'GET /workspaces/:workspace/rooms': { reach: 'workspace' },
  'POST /workspaces/:workspace/rooms': {
    reach: 'workspace',
    body: { name: 'Another', type: 'group' },
  },

  'GET /workspaces/:workspace/public-rooms': { reach: 'workspace' },
  'GET /workspaces/:workspace/unread': { reach: 'workspace' },
  'GET /workspaces/:workspace/events': { reach: 'workspace' },
  'GET /workspaces/:workspace/socket': { reach: 'workspace', answers: 426 },
  'GET /workspaces/:workspace/search': { reach: 'workspace', query: 'q=hello' },
  'PUT /workspaces/:workspace/rooms/:room/read': { reach: 'room', body: { message_id: 1 } },
  'GET /workspaces/:workspace/rooms/:room': { reach: 'room' },
  'PATCH /workspaces/:workspace/rooms/:room': {
    reach: 'room',
    body: { name: 'Renamed' },
    roomRole: 'admin',
  },
  'DELETE /workspaces/:workspace/rooms/:room': { reach: 'room', roomRole: 'admin' },
  'GET /workspaces/:workspace/rooms/:room/members': { reach: 'room' },
  'GET /workspaces/:workspace/rooms/:room/members/:user': { reach: 'room' },
  'PUT /workspaces/:workspace/rooms/:room/members/:user': {
    reach: 'room',
    body: {},
    roomRole: 'admin',
  },
  'PATCH /workspaces/:workspace/rooms/:room/members/:user': {
    reach: 'room',
    body: { role: 'admin' },
    roomRole: 'admin',
  },
  'DELETE /workspaces/:workspace/rooms/:room/members/:user': { reach: 'room', roomRole: 'admin' },
  'GET /workspaces/:workspace/rooms/:room/messages': { reach: 'room' },
  'POST /workspaces/:workspace/rooms/:room/messages': { reach: 'room', body: { content: 'Hello' } },
  'GET /workspaces/:workspace/rooms/:room/messages/:message': { reach: 'room' },
  'PATCH /workspaces/:workspace/rooms/:room/messages/:message': {
    reach: 'room',
    body: { content: 'Hello' },
    roomRole: 'author',
  },
  'DELETE /workspaces/:workspace/rooms/:room/messages/:message': {
    reach: 'room',
    roomRole: 'author or admin',
  },
  'GET /workspaces/:workspace/rooms/:room/messages/:message/reactions/:emoji': { reach: 'room' },
  'PUT /workspaces/:workspace/rooms/:room/messages/:message/reactions/:emoji': { reach: 'room' },
  'DELETE /workspaces/:workspace/rooms/:room/messages/:message/reactions/:emoji': { reach: 'room' },
  'POST /workspaces/:workspace/files': { reach: 'workspace', body: { any: 'bytes' } },
  'GET /workspaces/:workspace/files/:file': { reach: 'workspace', roomRole: 'uploader' },
  'DELETE /workspaces/:workspace/files/:file': { reach: 'workspace', roomRole: 'uploader' },
  'GET /workspaces/:workspace/rooms/:room/messages/:message/replies': { reach: 'room' },
  'GET /workspaces/:workspace/rooms/:room/messages/:message/revisions': { reach: 'room' },
}

/** `GET /me/` of the app's own list is `GET /me` here: both are answered. */
export function keyOf({ method, path }: { readonly method: string; readonly path: string }) {
  return `${method} ${path.replace(/(.)\/$/, '$1')}`
}
