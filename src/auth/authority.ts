import type { Sql, Statement } from '../database/port.ts'
import { toSqliteTime } from '../database/time.ts'
import { forbidden, invalidToken, locked, notFound, unauthorized } from '../problem.ts'
import type { TenantAccess } from '../tenancy/pool.ts'
import { isTenantId, type Tenant } from '../tenancy/tenant.ts'
import type { TokenScope, WorkspaceRole } from './rows.ts'
import { hashToken, isTokenSecret } from './token-secret.ts'

/** Who calls, and what their credential allows. */
export interface Caller {
  readonly personId: string
  readonly email: string
  readonly name: string | null
  readonly scopes: ReadonlySet<TokenScope>
  /** The credential itself, for rights that are checked again after a wait. */
  readonly tokenHash: string
  readonly tokenId: string
  /** When the credential ends, UTC in SQLite's text form; null for one that does not. */
  readonly expiresAt: string | null
  /** The only workspace that the credential is good for. */
  readonly tenantId: string | null
}

/** A caller in a workspace they belong to. It is what the pool checks again after a wait. */
export interface WorkspaceAccess extends TenantAccess {
  readonly caller: Caller
  readonly tenant: Tenant
  readonly role: WorkspaceRole
  readonly recheck: () => void
}

interface CallerRow {
  readonly personId: string
  readonly email: string
  readonly name: string | null
  readonly scopes: string
  readonly tenantId: string | null
  readonly tokenId: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
}

/** Told of each use of a token, and when it was last noted. */
export type OnTokenUse = (tokenId: string, lastUsedAt: string | null) => void

type AccessRow = Tenant & { readonly role: WorkspaceRole }

// `+?` in both joins: a bare parameter in a join is compiled again at each new value.
const CALLER = `
  SELECT u.id AS personId, u.email, u.name, t.scopes, t.tenant_id AS tenantId,
    t.id AS tokenId, t.expires_at AS expiresAt, t.last_used_at AS lastUsedAt
  FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.token_hash = +?`

const ACCESS = `
  SELECT t.*, m.role FROM tenants t JOIN memberships m ON m.tenant_id = t.id AND m.user_id = +?
  WHERE t.state NOT IN ('provisioning', 'deleting') AND `

/**
 * Answers who a caller is and what they may do, on each request anew: a
 * revocation holds from the next request on. Two prepared statements on the
 * auth database, a few microseconds each.
 */
export class Authority {
  readonly #caller: Statement<CallerRow>
  readonly #accessById: Statement<AccessRow>
  readonly #accessBySlug: Statement<AccessRow>
  readonly #onUse: OnTokenUse | undefined

  constructor(sql: Sql, onUse?: OnTokenUse) {
    this.#onUse = onUse
    this.#caller = sql.prepare(CALLER)
    this.#accessById = sql.prepare(`${ACCESS} t.id = +?`)
    this.#accessBySlug = sql.prepare(`${ACCESS} t.slug = +?`)
  }

  /** @throws Problem 401 for whatever is not a living token */
  authenticate(secret: string | undefined): Caller {
    if (secret === undefined) throw unauthorized()
    if (!isTokenSecret(secret)) throw invalidToken()
    const hash = hashToken(secret)
    const row = this.#living(hash)
    this.#onUse?.(row.tokenId, row.lastUsedAt)
    return toCaller(row, hash)
  }

  /**
   * For a unit of work that had to wait and needs no workspace.
   *
   * @throws Problem 401 when the caller's credential has ended meanwhile
   */
  recheck({ tokenHash }: Caller): void {
    this.#living(tokenHash)
  }

  /**
   * @param workspace slug or id, as it stands in the URL
   * @param write whether the request changes something
   * @throws Problem 404 for unknown, foreign and vanished workspaces alike
   * @throws Problem 403 when the credential does not reach so far
   * @throws Problem 423 when the workspace is suspended, archived or read-only
   */
  enter(caller: Caller, workspace: string, write: boolean): WorkspaceAccess {
    const row = (isTenantId(workspace) ? this.#accessById : this.#accessBySlug).get(
      caller.personId,
      workspace,
    )
    if (!row || (caller.tenantId !== null && caller.tenantId !== row.id))
      throw notFound('workspace')
    requireScope(caller, write ? 'write' : 'read')
    requireState(row, write)
    const { id, role } = row
    const recheck = () => {
      this.enter(toCaller(this.#living(caller.tokenHash), caller.tokenHash), id, write)
    }
    return { id, caller, tenant: row, role, recheck }
  }

  #living(tokenHash: string): CallerRow {
    const row = this.#caller.get(tokenHash)
    if (!row || (row.expiresAt !== null && row.expiresAt <= toSqliteTime(new Date()))) {
      throw invalidToken()
    }
    return row
  }
}

function toCaller(row: CallerRow, tokenHash: string): Caller {
  const { personId, email, name, tenantId, tokenId, expiresAt } = row
  const scopes = new Set(row.scopes.split(' ') as TokenScope[])
  return { personId, email, name, scopes, tenantId, tokenId, tokenHash, expiresAt }
}

/** @throws Problem 403 unless the caller's credential has the scope */
export function requireScope({ scopes }: Caller, scope: TokenScope): void {
  if (!scopes.has(scope)) throw forbidden(`this token lacks the scope ${scope}`)
}

function requireState({ state }: Tenant, write: boolean): void {
  if (state === 'active' || (state === 'read_only' && !write)) return
  throw locked(
    `workspace_${state}`,
    state === 'read_only' ? 'this workspace can only be read' : `this workspace is ${state}`,
  )
}
