import type { Tenant } from '../tenancy/tenant.ts'
import type { TenantDatabase } from '../tenancy/tenant-database.ts'
import type { Tenants } from '../tenancy/tenants.ts'
import type { Actor } from './audit/actor.ts'
import type { Auth } from './auth.ts'

/** Workspaces that have other members, and no other owner. */
export class LastOwner extends Error {
  override name = 'LastOwner'
  constructor(readonly workspaces: readonly Pick<Tenant, 'id' | 'slug'>[]) {
    const slugs = workspaces.map(({ slug }) => slug).join(', ')
    super(`the only owner of ${slugs}: make somebody else an owner there, or delete it`)
  }
}

export interface DeletedAccount {
  readonly id: string
  /** Workspaces in which they were alone: deleted with them, to be purged after the grace period. */
  readonly deleted_workspaces: readonly string[]
  /** Workspaces of which some trace of them is left for as long as they are archived. */
  readonly archived_workspaces: number
}

export interface AccountDeletion {
  readonly personId: string
  readonly by: Actor
  /** Throws when the caller may not do this any more; runs inside each unit of work. */
  readonly recheck?: () => void
}

/** Days until a workspace that goes with its only member is purged, in milliseconds. */
const GRACE = 30 * 24 * 60 * 60_000

/**
 * Deletes an account: who they were goes from the auth database at once, and
 * from every workspace they were ever in afterwards, see {@link Settlement}.
 * What they wrote stays, by nobody.
 *
 * @throws LastOwner; whatever prevents the deletion of a workspace in which they are alone
 */
export async function deleteAccount<Db extends TenantDatabase>(
  tenants: Tenants<Db>,
  auth: Auth,
  { personId, by, recheck = () => undefined }: AccountDeletion,
): Promise<DeletedAccount> {
  const { memberships, audit, database, people } = auth
  const alone = workspacesLeftAlone(auth, personId)
  for (const { id, slug } of alone) {
    await tenants.lifeCycle.delete(id, new Date(Date.now() + GRACE), () => {
      recheck()
      // Somebody may have joined meanwhile.
      if (memberships.ofTenant(id).length > 1) throw new LastOwner([{ id, slug }])
      audit.record(by, 'workspace.deleted', { tenantId: id, details: { slug } })
    })
  }
  await database.write(() => {
    recheck()
    const [another] = workspacesLeftAlone(auth, personId)
    if (another) throw new LastOwner([another])
    for (const tenantId of memberships.workspacesOf(personId)) {
      audit.record(by, 'member.left', { tenantId, personId, details: { account_deleted: true } })
    }
    audit.record(by, 'account.deleted', { personId })
    audit.forget(personId)
    tenants.departures.eraseEverywhere(personId)
    people.delete(personId)
  })
  tenants.scrubs.registrySoon()
  tenants.settlement.soon()
  return {
    id: personId,
    deleted_workspaces: alone.map(({ slug }) => slug),
    archived_workspaces: tenants.departures.countArchived(personId),
  }
}

/**
 * Workspaces in which nobody but the person is.
 *
 * @throws LastOwner where others would be left without an owner
 */
function workspacesLeftAlone({ memberships }: Auth, personId: string): Tenant[] {
  const owned = memberships
    .ofPerson(personId)
    .filter(({ id, role }) => role === 'owner' && memberships.countOwners(id) === 1)
  const alone = owned.filter(({ id }) => memberships.ofTenant(id).length === 1)
  if (alone.length < owned.length) {
    throw new LastOwner(owned.filter((workspace) => !alone.includes(workspace)))
  }
  return alone
}
