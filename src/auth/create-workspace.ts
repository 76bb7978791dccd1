import { isLabel, tidy } from '../label.ts'
import { unprocessable } from '../problem.ts'
import type { CreationOptions, Fill } from '../tenancy/create-tenant.ts'
import { parseSlug } from '../tenancy/slug.ts'
import type { Tenant } from '../tenancy/tenant.ts'
import type { TenantDatabase } from '../tenancy/tenant-database.ts'
import type { Tenants } from '../tenancy/tenants.ts'
import { type Actor, OPERATOR } from './audit/actor.ts'
import type { Auth } from './auth.ts'
import { isEmail } from './email.ts'
import type { UserRow, WorkspaceRole } from './rows.ts'

export interface NewWorkspace {
  readonly slug: string
  /** The slug, when absent. */
  readonly name?: string | undefined
}

export interface CreatedWorkspace {
  readonly tenant: Tenant
  readonly owner: UserRow | null
  /** An API token of the owner for this workspace: to be shown once. */
  readonly token: string | null
}

/** Longest name of a workspace, in Unicode code points. */
export const LONGEST_WORKSPACE_NAME = 80

/** Where the content of a new workspace comes from. */
export interface WorkspaceSource {
  readonly fill: Fill
  /** A workspace whose content it gets, people included. */
  readonly contentOf?: string
  /** Whether they all become members. */
  readonly withMembers?: boolean
  /** What the audit log calls it. */
  readonly action:
    | 'workspace.cloned'
    | 'workspace.created'
    | 'workspace.imported'
    | 'workspace.restored'
  /** People who become members too. */
  readonly members?: readonly { readonly id: string; readonly role: WorkspaceRole }[]
  /** People who are in the content and were members once. */
  readonly former?: readonly string[]
}

/**
 * Creates a workspace from the command line: with an owner, who may be new, and
 * a token for them.
 *
 * @param source an empty workspace, when absent
 * @throws SlugNotAllowed, SlugTaken; Problem 422 for a wrong name or address
 */
export function createWorkspaceWithOwner<Db extends TenantDatabase>(
  tenants: Tenants<Db>,
  auth: Auth,
  workspace: NewWorkspace,
  ownerEmail?: string,
  source?: WorkspaceSource,
): Promise<CreatedWorkspace> {
  if (ownerEmail !== undefined) requireEmail(ownerEmail)
  const alongside = (tenant: Tenant): CreatedWorkspace => {
    const { contentOf, withMembers = false, former = [] } = source ?? {}
    const members = contentOf && withMembers ? auth.memberships.ofTenant(contentOf) : []
    for (const { id, role } of [...members, ...(source?.members ?? [])]) {
      auth.memberships.put(tenant.id, id, role)
    }
    const { slug } = tenant
    const tenantId = tenant.id
    auth.audit.record(OPERATOR, source?.action ?? 'workspace.created', {
      tenantId,
      details: { slug },
    })
    const owner = ownerEmail === undefined ? null : auth.people.findOrCreate(ownerEmail)
    if (owner) auth.memberships.put(tenantId, owner.id, 'owner')
    if (contentOf) tenants.departures.inherit(contentOf, tenantId)
    for (const id of former) {
      if (auth.memberships.find(tenantId, id)) continue
      // Whose account is no more is erased here as everywhere.
      tenants.departures.record(tenantId, id, auth.people.findById(id) ? 0 : 1)
    }
    if (!owner) return { tenant, owner, token: null }
    auth.audit.record(OPERATOR, 'member.added', {
      tenantId,
      personId: owner.id,
      details: { role: 'owner' },
    })
    const { secret, row } = auth.tokens.create(owner.id, {
      label: `owner of ${slug}`,
      scopes: ['read', 'write', 'admin'],
      tenantId,
      expiresAt: null,
    })
    auth.audit.record(OPERATOR, 'token.created', { tenantId, personId: owner.id, target: row.id })
    return { tenant, owner, token: secret }
  }
  return tenants.create(request(workspace), alongside, { fill: source?.fill })
}

/**
 * Creates a workspace for a person who is signed in; they become its owner.
 *
 * @param by who does it; in the name of the person, but for the demo
 * @throws SlugNotAllowed, SlugTaken; Problem 422 for a wrong name
 */
export function createWorkspaceFor<Db extends TenantDatabase>(
  tenants: Tenants<Db>,
  auth: Auth,
  workspace: NewWorkspace,
  personId: string,
  by: Actor,
  options: CreationOptions = {},
): Promise<Tenant> {
  const makeOwner = (tenant: Tenant) => {
    const { id: tenantId, slug } = tenant
    auth.memberships.put(tenantId, personId, 'owner')
    auth.audit.record(by, 'workspace.created', { tenantId, personId, details: { slug } })
    return tenant
  }
  return tenants.create(request(workspace), makeOwner, options)
}

/** @throws Problem 422 */
export function requireEmail(owner: string): void {
  if (isEmail(owner)) return
  throw unprocessable([{ pointer: '/owner', detail: 'must be an e-mail address' }])
}

function request({ slug, name = slug }: NewWorkspace): { slug: string; name: string } {
  // The slug first: where it is wrong, so may be the name that is made of it.
  parseSlug(slug)
  if (!isLabel(LONGEST_WORKSPACE_NAME, name)) {
    throw unprocessable([
      {
        pointer: '/name',
        detail: `must have 1 to ${LONGEST_WORKSPACE_NAME} characters, not blank, and none that controls lines or direction`,
      },
    ])
  }
  return { slug, name: tidy(name) }
}
