import type { WorkspaceRole } from '../src/auth/rows.ts'
import type { PersonOptions } from './harness/server.ts'
import type { RouteEntry } from './isolation-routes.ts'

/** Kinds of callers, and what each is refused of what isolation-routes.ts says that routes ask for. */

export interface Route extends RouteEntry {
  readonly method: string
  readonly path: string
}

/** A refusal, or undefined for what is allowed. */
type Refusal = 401 | 403 | 404 | 423 | undefined

/** Somebody who asks for every route. */
export interface Kind {
  /** In the workspace; without it they are in none, or in another one. */
  readonly role?: WorkspaceRole
  readonly room?: 'admin' | 'member'
  /** Whether the message and the file of the path are theirs. */
  readonly wrote?: true
  readonly owns?: 'another workspace'
  readonly state?: 'suspended' | 'read_only' | 'archived'
  readonly token?: PersonOptions
  /** Bound to a workspace that they are an owner of, and that is not the one in the path. */
  readonly boundElsewhere?: true
  /** By the cookie, with these headers beside it. */
  readonly cookie?: Readonly<Record<string, string>>
  readonly refused: (route: Route) => Refusal
}

const inWorkspace = ({ reach }: Route) => reach === 'workspace' || reach === 'room'
const changes = ({ method }: Route) => method !== 'GET'
const scopeOf = (route: Route) => route.scope ?? (changes(route) ? 'write' : 'read')
const none = () => undefined

const owner = { role: 'owner', room: 'admin', wrote: true } as const

/** To everybody who is not in it, a workspace is not there. */
const outside = (route: Route): Refusal => (inWorkspace(route) ? 404 : undefined)

/** Of what asks for a place in the workspace, that which asks for more than the caller's. */
function beyond(role: WorkspaceRole, room?: 'admin' | 'member') {
  return (route: Route): Refusal => {
    if (route.reach === 'room' && room === undefined) return 404
    if (route.role === 'owner' && role !== 'owner') return 403
    if (route.role === 'admin' && role === 'member') return 403
    if (route.roomRole === 'uploader') return 404
    if (route.roomRole === 'author') return 403
    return route.roomRole !== undefined && room !== 'admin' ? 403 : undefined
  }
}

export const kinds: Readonly<Record<string, Kind>> = {
  'somebody in no workspace': { refused: outside },
  'an owner of another workspace': { owns: 'another workspace', refused: outside },
  'a member of the workspace': { role: 'member', refused: beyond('member') },
  'a member of the room': { role: 'member', room: 'member', refused: beyond('member', 'member') },
  'an admin of the room': { role: 'member', room: 'admin', refused: beyond('member', 'admin') },
  'an admin of the workspace': { role: 'admin', refused: beyond('admin') },
  'an admin of the workspace in the room': {
    role: 'admin',
    room: 'member',
    refused: beyond('admin', 'member'),
  },
  'an owner outside the room': { role: 'owner', refused: beyond('owner') },
  'an owner': { ...owner, refused: none },
  'an owner, while it is suspended': {
    ...owner,
    state: 'suspended',
    refused: (route) => (inWorkspace(route) ? 423 : undefined),
  },
  'an owner, while it is read-only': {
    ...owner,
    state: 'read_only',
    refused: (route) =>
      inWorkspace(route) && changes(route) && route.atRest === undefined ? 423 : undefined,
  },
  'an owner, while it is archived': {
    ...owner,
    state: 'archived',
    refused: (route) => (inWorkspace(route) && route.atRest !== 'archived' ? 423 : undefined),
  },
  'a token that reads': {
    ...owner,
    token: { scopes: ['read'] },
    refused: (route) => (route.only || scopeOf(route) !== 'read' ? 403 : undefined),
  },
  'a token without the scope admin': {
    ...owner,
    token: { scopes: ['read', 'write'] },
    refused: (route) => (route.only || scopeOf(route) === 'admin' ? 403 : undefined),
  },
  'a token with all scopes': {
    ...owner,
    token: { kind: 'token' },
    refused: ({ only }) => (only ? 403 : undefined),
  },
  'a token for another workspace': {
    ...owner,
    boundElsewhere: true,
    refused: (route) => (route.only || route.unbound ? 403 : outside(route)),
  },
  'the cookie from our own page': {
    ...owner,
    cookie: { 'sec-fetch-site': 'same-origin' },
    refused: none,
  },
  'the cookie from another site': {
    ...owner,
    cookie: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' },
    refused: (route) => (changes(route) ? 403 : undefined),
  },
  'the cookie from another port of this host': {
    ...owner,
    cookie: { 'sec-fetch-site': 'same-site', origin: 'http://localhost:1' },
    refused: (route) => (changes(route) ? 403 : undefined),
  },
  'the cookie without a word of where from': {
    ...owner,
    cookie: {},
    refused: (route) => (changes(route) ? 403 : undefined),
  },
  'the cookie beside a bad token': {
    ...owner,
    cookie: { 'sec-fetch-site': 'same-origin', authorization: `Bearer cnv_${'A'.repeat(43)}` },
    refused: () => 401,
  },
  'the cookie beside an empty Authorization': {
    ...owner,
    cookie: { 'sec-fetch-site': 'same-origin', authorization: '' },
    refused: () => 401,
  },
}
