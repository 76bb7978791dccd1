import { OPERATOR } from '../auth/audit/actor.ts'
import { type DeletedAccount, deleteAccount, LastOwner } from '../auth/delete-account.ts'
import type { Services } from '../services.ts'
import { TenancyError, WrongState } from '../tenancy/errors.ts'
import type { Tenant } from '../tenancy/tenant.ts'

/** What is to be erased from one workspace: one of the two. */
export interface Erasure {
  readonly message?: number | undefined
  /** The e-mail address of a person. */
  readonly person?: string | undefined
}

/** It says no address: what a command is refused for is logged. */
export class NothingToErase extends TenancyError {
  override name = 'NothingToErase'
}

export interface Erased {
  readonly slug: string
  readonly messages: number
  readonly people: number
}

/** Deletes an account, and waits until nothing personal is left in any file that can be opened. */
export async function eraseAccount(
  { auth, tenants }: Services,
  email: string,
): Promise<DeletedAccount> {
  const person = auth.people.findByEmail(email)
  if (!person) throw new NothingToErase('nobody has this address')
  const deleted = await deleteAccount(tenants, auth, { personId: person.id, by: OPERATOR })
  await tenants.settlement.all()
  await tenants.scrubs.registry()
  return deleted
}

/** Erases from a workspace that is in use, and waits until it is in none of its files any more. */
export async function eraseFrom(
  services: Services,
  tenant: Tenant,
  { message, person }: Erasure,
): Promise<Erased> {
  if (!['active', 'read_only', 'suspended'].includes(tenant.state)) {
    throw new WrongState(`${tenant.slug} is ${tenant.state}: its file cannot be opened`)
  }
  const messages = message === undefined ? 0 : await eraseMessage(services, tenant, message)
  const people = person === undefined ? 0 : await erasePerson(services, tenant, person)
  await services.tenants.scrubs.now(tenant.id)
  return { slug: tenant.slug, messages, people }
}

async function eraseMessage(
  { auth, tenants }: Services,
  { id, slug }: Tenant,
  message: number,
): Promise<number> {
  const erased = await tenants.pool.write({ id }, (db) => db.messages.softDelete(message))
  if (erased === null) throw new NothingToErase(`${slug} has no message ${message}`)
  const about = { tenantId: id, target: String(message) }
  await auth.database.write(() => auth.audit.record(OPERATOR, 'message.erased', about))
  return 1
}

/** Whoever has this address, or had it when they were last here, and whoever was imported with it. */
async function erasePerson(services: Services, tenant: Tenant, email: string): Promise<number> {
  const { auth, tenants } = services
  const { id, slug } = tenant
  const rows = await tenants.pool.read({ id }, (db) => db.users.findAllByEmail(email))
  const accounts = new Set(rows.flatMap(({ auth_id }) => auth_id ?? []))
  const account = auth.people.findByEmail(email)
  if (account && hasBeenIn(services, id, account.id)) accounts.add(account.id)
  const nobodys = rows.filter(({ auth_id }) => auth_id === null)
  if (accounts.size + nobodys.length === 0) {
    throw new NothingToErase(`nobody with this address has ever been in ${slug}`)
  }
  await auth.database.write(() => {
    for (const personId of accounts) endMembership(services, tenant, personId)
    auth.audit.record(OPERATOR, 'person.erased', { tenantId: id })
  })
  await tenants.settlement.settle(id)
  await tenants.pool.write({ id }, (db) => {
    for (const row of nobodys) db.departures.erase(row.id)
  })
  return accounts.size + nobodys.length
}

function hasBeenIn({ auth, tenants }: Services, tenantId: string, personId: string): boolean {
  return (
    auth.memberships.find(tenantId, personId) !== null ||
    tenants.departures.hasLeft(tenantId, personId)
  )
}

function endMembership({ auth, tenants }: Services, tenant: Tenant, personId: string): void {
  const { memberships } = auth
  const { id } = tenant
  if (memberships.find(id, personId)?.role === 'owner' && memberships.countOwners(id) === 1) {
    throw new LastOwner([tenant])
  }
  memberships.remove(id, personId)
  auth.tokens.revokeOfMember(id, personId)
  tenants.departures.record(id, personId, 1)
}
