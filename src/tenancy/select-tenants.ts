import { UnknownTenant } from './errors.ts'
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
  const wanted = ids(registry, only)
  const unwanted = ids(registry, except)
  return ({ id }) => (only.length === 0 || wanted.has(id)) && !unwanted.has(id)
}

function ids(registry: Registry, slugs: readonly string[]): ReadonlySet<string> {
  return new Set(
    slugs.map((slug) => {
      const tenant = registry.findBySlug(slug)
      if (!tenant) throw new UnknownTenant(`there is no workspace ${slug}`)
      return tenant.id
    }),
  )
}
