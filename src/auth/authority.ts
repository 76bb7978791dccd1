import { LRUCache } from 'lru-cache'
import type { Statement } from '../database/port.ts'
import { forbidden, invalidToken, locked, notFound, unauthorized } from '../problem.ts'
import type { TenantAccess } from '../tenancy/pool-options.ts'
import { isTenantId, type Tenant, type TenantState } from '../tenancy/tenant.ts'
import { ChangeWatch, type WatchedSql } from './change-watch.ts'
import type { TokenScope, WorkspaceRole } from './rows.ts'
import { type CredentialKind, hashToken, kindOf } from './token-secret.ts'

/** The workspace has another slug now; the caller, a member, may know it. */
export class WorkspaceMoved extends Error {
  override name = 'WorkspaceMoved'
  constructor(readonly slug: string) {
    super('the workspace has another slug now')
  }
}

/** What somebody has proven with who they are. */
export interface Credential {
  readonly kind: CredentialKind
  readonly id: string
  /** For rights that are checked again after a wait. */
  readonly hash: string
}

/** Who calls, and what their credential allows. */
export interface Caller {
  readonly personId: string
  readonly email: string
  /** Whether it is proven that the address is theirs. */
  readonly emailIsVerified: boolean
  readonly name: string | null
  readonly credential: Credential
  /** All of them for a session. */
  readonly scopes: ReadonlySet<TokenScope>
  /** When the credential ends, UTC in SQLite's text form; null for one that does not. */
  readonly expiresAt: string | null
  /** The only workspace that the credential is good for; null for a session. */
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
  readonly emailVerified: string | null
  readonly name: string | null
  readonly scopes: string
  readonly tenantId: string | null
  readonly credentialId: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
}

/** Told of each use of a credential, and when it was last noted. */
export type OnUse = (credential: Credential, lastUsedAt: string | null) => void

type AccessRow = Tenant & { readonly role: WorkspaceRole }

// `+?` in the joins: a bare parameter in a join is compiled again at each new value.
const CALLERS: Readonly<Record<CredentialKind, string>> = {
  token: `
    SELECT u.id AS personId, u.email, u.emailVerified, u.name, t.scopes, t.tenant_id AS tenantId,
      t.id AS credentialId, t.expires_at AS expiresAt, t.last_used_at AS lastUsedAt
    FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.token_hash = +?`,
  session: `
    SELECT u.id AS personId, u.email, u.emailVerified, u.name, 'read write admin' AS scopes, NULL AS tenantId,
      s.id AS credentialId, s.expires AS expiresAt, s.last_used_at AS lastUsedAt
    FROM sessions s JOIN users u ON u.id = s.userId WHERE s.sessionToken = +?`,
}

const ACCESS = `
  SELECT t.*, m.role FROM tenants t JOIN memberships m ON m.tenant_id = t.id AND m.user_id = +?
  WHERE t.state NOT IN ('provisioning', 'deleting') AND `

/** Callers, and their places in workspaces, that are remembered at the most. */
const REMEMBERED = 20_000

/** A caller as remembered, with what has to be looked at on each request. */
interface KnownCaller {
  readonly caller: Caller
  /** As of `Date.now()`. */
  readonly endsAt: number
  readonly lastUsedAt: string | null
}

/**
 * Answers who a caller is and what they may do, on each request anew: what it
 * remembers it forgets as soon as anything in the auth database has changed, by
 * whomever, so a revocation holds from the next request on.
 */
export class Authority {
  readonly #changes: ChangeWatch
  readonly #caller: Readonly<Record<CredentialKind, Statement<CallerRow>>>
  readonly #accessById: Statement<AccessRow>
  readonly #accessBySlug: Statement<AccessRow>
  readonly #accessByFormerSlug: Statement<AccessRow>
  readonly #onUse: OnUse | undefined
  /** By the hash of the credential. */
  readonly #callers = new LRUCache<string, KnownCaller>({ max: REMEMBERED })
  /** By person and workspace, as the URL names it. */
  readonly #places = new LRUCache<string, AccessRow>({ max: REMEMBERED })

  constructor(sql: WatchedSql, onUse?: OnUse) {
    this.#changes = new ChangeWatch(sql)
    this.#onUse = onUse
    this.#caller = { token: sql.prepare(CALLERS.token), session: sql.prepare(CALLERS.session) }
    this.#accessById = sql.prepare(`${ACCESS} t.id = +?`)
    this.#accessBySlug = sql.prepare(`${ACCESS} t.slug = +?`)
    this.#accessByFormerSlug = sql.prepare(
      `${ACCESS} t.id = (SELECT tenant_id FROM former_slugs WHERE slug = +?)`,
    )
  }

  /**
   * @param secret of a session or an API token; its prefix says which
   * @throws Problem 401 for whatever is neither, or has ended
   */
  authenticate(secret: string | undefined): Caller {
    if (secret === undefined) throw unauthorized()
    const kind = kindOf(secret)
    if (kind === undefined) throw invalidToken()
    this.#forgetIfChanged()
    const { caller, lastUsedAt } = this.#living(kind, hashToken(secret))
    this.#onUse?.(caller.credential, lastUsedAt)
    return caller
  }

  /**
   * For a unit of work that had to wait and needs no workspace.
   *
   * @throws Problem 401 when the caller's credential has ended meanwhile
   */
  recheck({ credential: { kind, hash } }: Caller): void {
    this.#readCaller(kind, hash)
  }

  /**
   * To be asked right after {@link authenticate}, in the same turn.
   *
   * @param workspace slug or id, as it stands in the URL
   * @param write whether the request changes something
   * @param also states in which it is let in as if the workspace were active
   * @throws WorkspaceMoved when that is a slug which the workspace had before
   * @throws Problem 404 for unknown, foreign and vanished workspaces alike
   * @throws Problem 403 when the credential does not reach so far
   * @throws Problem 423 when the workspace is suspended, archived or read-only
   */
  enter(
    caller: Caller,
    workspace: string,
    write: boolean,
    also: readonly TenantState[] = [],
  ): WorkspaceAccess {
    const place = this.#place(caller.personId, workspace)
    if (!place) this.#tellIfMoved(caller, workspace)
    const row = allowed(caller, place, write, also)
    const { id, role } = row
    // Nothing is remembered of it: it runs inside units of work, and may see what
    // another unit of the same commit has written and will not keep.
    const { kind, hash } = caller.credential
    const recheck = () => {
      const { caller: now } = this.#readCaller(kind, hash)
      allowed(now, this.#accessById.get(now.personId, id), write, also)
    }
    return { id, caller, tenant: row, role, recheck }
  }

  /** @throws WorkspaceMoved when the name was once that of a workspace of theirs */
  #tellIfMoved(caller: Caller, workspace: string): void {
    const moved = this.#accessByFormerSlug.get(caller.personId, workspace)
    if (moved && reaches(caller, moved)) throw new WorkspaceMoved(moved.slug)
  }

  #forgetIfChanged(): void {
    if (!this.#changes.hasChanged()) return
    this.#callers.clear()
    this.#places.clear()
  }

  #living(kind: CredentialKind, hash: string): KnownCaller {
    const known = this.#callers.get(hash)
    if (known) return living(known)
    const read = this.#readCaller(kind, hash)
    this.#callers.set(hash, read)
    return read
  }

  #readCaller(kind: CredentialKind, hash: string): KnownCaller {
    const row = this.#caller[kind].get(hash)
    if (!row) throw invalidToken()
    return living(knownCaller(row, kind, hash))
  }

  #place(personId: string, workspace: string): AccessRow | null {
    const key = `${personId} ${workspace}`
    const known = this.#places.get(key)
    if (known) return known
    const statement = isTenantId(workspace) ? this.#accessById : this.#accessBySlug
    const row = statement.get(personId, workspace)
    // Only what exists is kept: whoever guesses names must not push others out.
    if (row) this.#places.set(key, row)
    return row
  }
}

function living(known: KnownCaller): KnownCaller {
  // So that a time nobody can read has ended too.
  if (!(known.endsAt > Date.now())) throw invalidToken()
  return known
}

/** The caller's place in the workspace, if they may use it like that now. */
function allowed(
  caller: Caller,
  row: AccessRow | null,
  write: boolean,
  also: readonly TenantState[],
): AccessRow {
  if (!row || !reaches(caller, row)) {
    throw notFound('workspace')
  }
  requireScope(caller, write ? 'write' : 'read')
  if (!also.includes(row.state)) requireState(row, write)
  return row
}

function knownCaller(row: CallerRow, kind: CredentialKind, hash: string): KnownCaller {
  const { personId, email, name, tenantId, credentialId, lastUsedAt } = row
  const emailIsVerified = row.emailVerified !== null
  const scopes = new Set(row.scopes.split(' ') as TokenScope[])
  // Auth.js writes the end of a session in ISO 8601.
  const expiresAt = row.expiresAt?.slice(0, 23).replace('T', ' ') ?? null
  const credential = { kind, id: credentialId, hash }
  return {
    caller: { personId, email, emailIsVerified, name, scopes, tenantId, credential, expiresAt },
    endsAt: expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(`${expiresAt}Z`),
    lastUsedAt,
  }
}

/** Whether the credential is good for this workspace too. */
function reaches({ tenantId }: Caller, { id }: Tenant): boolean {
  return tenantId === null || tenantId === id
}

/** @throws Problem 403 unless the caller's credential has the scope */
export function requireScope({ scopes }: Caller, scope: TokenScope): void {
  if (!scopes.has(scope)) throw forbidden(`this token lacks the scope ${scope}`)
}

/**
 * For what a person does themselves, and what no program may that holds a token of theirs.
 *
 * @throws Problem 403 for an API token
 */
export function requireSession({ credential }: Caller): void {
  if (credential.kind === 'session') return
  throw forbidden('This needs a session: an API token cannot do it.', 'session_required')
}

/** @throws Problem 423 unless the workspace can be used like that now */
export function requireState(
  { state, state_reason }: Pick<Tenant, 'state' | 'state_reason'>,
  write: boolean,
): void {
  if (state === 'active' || (state === 'read_only' && !write)) return
  throw locked(`workspace_${state}`, explain(state, state_reason))
}

/** The reason is the operator's own text, meant for those who meet it. */
function explain(state: TenantState, reason: string | null): string {
  if (state === 'read_only') return 'This workspace can only be read.'
  const because = state === 'suspended' && reason !== null ? `: ${reason}` : '.'
  return `This workspace is ${state}${because}`
}
