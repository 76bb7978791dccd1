import type { Selection } from './fleet.ts'
import type { Registry } from './registry.ts'
import type { Tenant } from './tenant.ts'

/**
 * Whether a tenant is meant by a selection.
 *
 * @throws UnknownTenant for a slug that nobody has: a typing error must not pass for "all the others"
 */
export function selector(
  registry: Registry,
  { only, except }: Selection,
): (tenant: Tenant) => boolean {
  const wanted = new Set(registry.named(only).map(({ id }) => id))
  const unwanted = new Set(registry.named(except).map(({ id }) => id))
  return ({ id }) => (only.length === 0 || wanted.has(id)) && !unwanted.has(id)
}
