/**
 * How far each route reaches, and a body that it takes. isolation.test.ts walks
 * the routes of the app by this list: a route that is not in it fails there.
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
    why: 'for METRICS_TOKEN, or the same machine in development; names no workspace and nobody',
  },
  'GET /swagger': asset,
  'GET /swagger/start.js': asset,
  'GET /swagger/swagger-ui.css': asset,
  'GET /swagger/swagger-ui-bundle.js': asset,
  'GET /swagger/favicon-32x32.png': asset,
  'GET /swagger/json': { reach: 'public', why: 'the document of the API; holds no data' },

  'GET /assets/pages.css': { reach: 'public', why: 'the look of our pages' },
  'GET /assets/mark.svg': { reach: 'public', why: 'the icon of our pages' },
  'GET /': page,
  'POST /new-workspace': page,
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
  'DELETE /session': { reach: 'caller' },
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
  },

  'GET /me': { reach: 'caller' },
  'DELETE /me': { reach: 'caller' },
  'GET /me/sessions': { reach: 'caller' },
  'DELETE /me/sessions': { reach: 'caller' },
  'DELETE /me/sessions/:session': { reach: 'caller' },
  'GET /me/tokens': { reach: 'caller' },
  'POST /me/tokens': { reach: 'caller', body: { label: 'another', scopes: ['read'] } },
  'GET /me/tokens/:token': { reach: 'caller' },
  'DELETE /me/tokens/:token': { reach: 'caller' },
  'GET /workspaces': { reach: 'caller' },
  'POST /workspaces': { reach: 'caller', body: { slug: 'made-here' } },

  'GET /me/audit-log': { reach: 'caller' },
  'GET /invitations/:secret': {
    reach: 'public',
    why: 'for whoever has the secret in the path; tells what it leads to',
  },
  'POST /invitations/:secret/join': page,
  'POST /invitations/:secret/accept': { reach: 'caller' },

  'GET /workspaces/:workspace': { reach: 'workspace' },
  'PATCH /workspaces/:workspace': { reach: 'workspace', body: { name: 'Renamed' } },
  'DELETE /workspaces/:workspace': { reach: 'workspace' },
  'PUT /workspaces/:workspace/state': { reach: 'workspace', body: { state: 'active' } },
  'GET /workspaces/:workspace/stats': { reach: 'workspace' },
  'GET /workspaces/:workspace/export': { reach: 'workspace' },
  'GET /workspaces/:workspace/audit-log': { reach: 'workspace' },
  'GET /workspaces/:workspace/invitations': { reach: 'workspace' },
  'POST /workspaces/:workspace/invitations': { reach: 'workspace', body: { role: 'member' } },
  'GET /workspaces/:workspace/invitations/:invitation': { reach: 'workspace' },
  'DELETE /workspaces/:workspace/invitations/:invitation': { reach: 'workspace' },
  'POST /workspaces/:workspace/transfer': { reach: 'workspace', body: { user: ':user' } },
  'GET /workspaces/:workspace/users': { reach: 'workspace' },
  'GET /workspaces/:workspace/users/:user': { reach: 'workspace' },
  'PATCH /workspaces/:workspace/users/:user': { reach: 'workspace', body: { role: 'admin' } },
  'DELETE /workspaces/:workspace/users/:user': { reach: 'workspace' },
  'PUT /workspaces/:workspace/direct-rooms/:user': { reach: 'workspace' },
  'GET /workspaces/:workspace/mentions': { reach: 'workspace' },
  'GET /workspaces/:workspace/rooms': { reach: 'workspace' },
  'POST /workspaces/:workspace/rooms': {
    reach: 'workspace',
    body: { name: 'Another', type: 'group' },
  },

  'GET /workspaces/:workspace/public-rooms': { reach: 'workspace' },
  'GET /workspaces/:workspace/unread': { reach: 'workspace' },
  'PUT /workspaces/:workspace/rooms/:room/read': { reach: 'room', body: { message_id: 1 } },
  'GET /workspaces/:workspace/rooms/:room': { reach: 'room' },
  'PATCH /workspaces/:workspace/rooms/:room': { reach: 'room', body: { name: 'Renamed' } },
  'DELETE /workspaces/:workspace/rooms/:room': { reach: 'room' },
  'GET /workspaces/:workspace/rooms/:room/members': { reach: 'room' },
  'GET /workspaces/:workspace/rooms/:room/members/:user': { reach: 'room' },
  'PUT /workspaces/:workspace/rooms/:room/members/:user': { reach: 'room', body: {} },
  'PATCH /workspaces/:workspace/rooms/:room/members/:user': {
    reach: 'room',
    body: { role: 'admin' },
  },
  'DELETE /workspaces/:workspace/rooms/:room/members/:user': { reach: 'room' },
  'GET /workspaces/:workspace/rooms/:room/messages': { reach: 'room' },
  'POST /workspaces/:workspace/rooms/:room/messages': { reach: 'room', body: { content: 'Hello' } },
  'GET /workspaces/:workspace/rooms/:room/messages/:message': { reach: 'room' },
  'PATCH /workspaces/:workspace/rooms/:room/messages/:message': {
    reach: 'room',
    body: { content: 'Hello' },
  },
  'DELETE /workspaces/:workspace/rooms/:room/messages/:message': { reach: 'room' },
  'GET /workspaces/:workspace/rooms/:room/messages/:message/reactions/:emoji': { reach: 'room' },
  'PUT /workspaces/:workspace/rooms/:room/messages/:message/reactions/:emoji': { reach: 'room' },
  'DELETE /workspaces/:workspace/rooms/:room/messages/:message/reactions/:emoji': { reach: 'room' },
  'GET /workspaces/:workspace/rooms/:room/messages/:message/replies': { reach: 'room' },
  'GET /workspaces/:workspace/rooms/:room/messages/:message/revisions': { reach: 'room' },
}

/** `GET /me/` of the app's own list is `GET /me` here: both are answered. */
export function keyOf({ method, path }: { readonly method: string; readonly path: string }) {
  return `${method} ${path.replace(/(.)\/$/, '$1')}`
}
