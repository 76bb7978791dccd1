import { UnknownTenant, WrongState } from '../errors.ts'
import type { Registry } from '../registry.ts'
import type { Tenant, TenantState } from '../tenant.ts'

/**
 * The tenant as it is at this moment. Ask inside the unit of work that changes it.
 *
 * @param participle what is to be done with it, for the error: `archived`
 * @throws UnknownTenant, WrongState
 */
export function requireState(
  registry: Registry,
  id: string,
  allowed: readonly TenantState[],
  participle: string,
): Tenant {
  const tenant = registry.findById(id)
  if (!tenant || tenant.state === 'provisioning') {
    throw new UnknownTenant('there is no such workspace any more')
  }
  if (!allowed.includes(tenant.state)) {
    const state = tenant.state === 'deleting' ? 'deleted' : tenant.state.replace('_', '-')
    throw new WrongState(`${tenant.slug} is ${state}: it cannot be ${participle} now`)
  }
  return tenant
}
