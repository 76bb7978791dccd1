import { Elysia } from 'elysia'
import type { Actor } from '../../auth/audit/actor.ts'
import { type Caller, requireScope } from '../../auth/authority.ts'
import type { ApiTokenRow } from '../../auth/rows.ts'
import { signedIn } from '../../http/access.ts'
import { actorOf } from '../../http/actor.ts'
import { jsonBody } from '../../http/json-body.ts'
import { answer, operation } from '../../http/operation.ts'
import { tidy } from '../../label.ts'
import { conflict, forbidden, notFound, unprocessable } from '../../problem.ts'
import type { Services } from '../../services.ts'
import type { Tenant } from '../../tenancy/tenant.ts'
import { expiryOf } from './expiry.ts'
import {
  CreatedToken,
  MOST_TOKENS,
  NewToken,
  type NewToken as NewTokenBody,
  Token,
  TokenList,
  TokenPath,
} from './schema.ts'
import { toToken } from './shape.ts'

/** The caller's own API tokens. None of them can make another: whoever finds one could keep it alive. */
export function tokens({ auth, site, tenants }: Services) {
  return new Elysia({ prefix: '/me/tokens' })
    .use(signedIn({ auth, site }))
    .get(
      '/',
      ({ caller }) => {
        requireScope(caller, 'admin')
        return { tokens: visibleTo(caller).map((row) => toToken(row, tenantOf(row))) }
      },
      {
        detail: operation({
          id: 'listTokens',
          tag: 'Tokens',
          summary: 'List your API tokens',
          description: `Oldest first, without their secrets. Nobody has more than ${MOST_TOKENS}. A token that is good for one workspace sees only tokens for that workspace.`,
          answers: { 200: answer('Your tokens.', TokenList) },
          problems: [403],
        }),
      },
    )
    .post(
      '/',
      async ({ caller, body, request, set, server }) => {
        if (caller.credential.kind === 'token') throw cannotMint()
        const by = actorOf(caller, { request, set, server })
        const { secret, row } = await auth.database.write(
          () => mint(caller, body, by),
          () => auth.authority.recheck(caller),
        )
        set.status = 201
        set.headers['location'] = `/me/tokens/${row.id}`
        return { ...toToken(row, tenantOf(row)), token: secret }
      },
      {
        parse: jsonBody,
        body: NewToken,
        detail: operation({
          id: 'createToken',
          tag: 'Tokens',
          summary: 'Create an API token',
          description:
            'Needs a session: a token cannot make tokens (403 `token_cannot_mint`). The answer is the only place in which the token itself is ever shown, and is not to be cached.',
          answers: {
            201: answer('The token, this one time.', CreatedToken, {
              Location: 'Its path.',
              'Cache-Control': '`no-store`.',
            }),
          },
          problems: [403, 409, 503, 507],
        }),
      },
    )
    .get(
      '/:token',
      ({ caller, params }) => {
        requireScope(caller, 'admin')
        const row = find(caller, params.token)
        return toToken(row, tenantOf(row))
      },
      {
        params: TokenPath,
        detail: operation({
          id: 'getToken',
          tag: 'Tokens',
          summary: 'Read one API token',
          answers: { 200: answer('The token, without its secret.', Token) },
          problems: [403],
        }),
      },
    )
    .delete(
      '/:token',
      async ({ caller, params, request, set, server }) => {
        // Whoever finds a token that leaked can at least end it with itself.
        if (params.token !== caller.credential.id) requireScope(caller, 'admin')
        const by = actorOf(caller, { request, set, server })
        await auth.database.write(
          () => revoke(caller, params.token, by),
          () => auth.authority.recheck(caller),
        )
        set.status = 204
      },
      {
        params: TokenPath,
        detail: operation({
          id: 'revokeToken',
          tag: 'Tokens',
          summary: 'Revoke an API token',
          description:
            'Holds from the next request on. Any token can revoke itself; other tokens need the scope `admin`.',
          answers: { 204: 'It is good for nothing any more.' },
          problems: [403, 503, 507],
        }),
      },
    )

  /** Tokens of the workspace that the caller's credential is bound to, or all of theirs. */
  function visibleTo({ personId, tenantId }: Caller): ApiTokenRow[] {
    const rows = auth.tokens.ofPerson(personId)
    return tenantId === null ? rows : rows.filter((row) => row.tenant_id === tenantId)
  }

  function find(caller: Caller, id: string): ApiTokenRow {
    const row = visibleTo(caller).find((one) => one.id === id)
    if (row === undefined) throw notFound('token')
    return row
  }

  function tenantOf({ tenant_id }: ApiTokenRow): Tenant | null {
    return tenant_id === null ? null : tenants.registry.findById(tenant_id)
  }

  function revoke(caller: Caller, token: string, by: Actor): void {
    const { id, tenant_id } = find(caller, token)
    const { personId } = caller
    auth.tokens.revoke(id, personId)
    auth.audit.record(by, 'token.revoked', {
      personId,
      target: id,
      ...(tenant_id !== null && { tenantId: tenant_id }),
    })
  }

  function mint(caller: Caller, { label, scopes, workspace, expires_at }: NewTokenBody, by: Actor) {
    const expiresAt = expiryOf(expires_at, new Date())
    const tenantId = workspace == null ? null : workspaceOf(caller, workspace)
    if (auth.tokens.countOf(caller.personId) >= MOST_TOKENS) {
      throw conflict('too_many_tokens', `You have ${MOST_TOKENS} tokens; revoke one first.`)
    }
    const { personId } = caller
    const made = auth.tokens.create(personId, { label: tidy(label), scopes, tenantId, expiresAt })
    auth.audit.record(by, 'token.created', {
      personId,
      target: made.row.id,
      details: { scopes: made.row.scopes },
      ...(tenantId !== null && { tenantId }),
    })
    return made
  }

  /** The id of a workspace that the caller can reach. */
  function workspaceOf({ personId }: Caller, reference: string): string {
    const slug = reference.toLowerCase()
    const found = auth.memberships
      .ofPerson(personId)
      .find((tenant) => tenant.id === reference || tenant.slug === slug)
    if (found === undefined) {
      const detail = 'must be a workspace that you belong to'
      throw unprocessable([{ pointer: '/workspace', detail }])
    }
    return found.id
  }
}

function cannotMint() {
  return forbidden('A token cannot make tokens: sign in for that.', 'token_cannot_mint')
}
