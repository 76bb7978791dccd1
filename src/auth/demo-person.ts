import type { Registry } from '../tenancy/registry.ts'
import type { Auth } from './auth.ts'

/** The workspace that a first start in development makes, and whom it belongs to. */
export const DEMO_SLUG = 'demo'
export const DEMO_OWNER = 'you@example.com'

/** The owner of the demo workspace, if it is there and still theirs. */
export function demoPerson({ people, memberships }: Auth, registry: Registry): string | undefined {
  const tenant = registry.findBySlug(DEMO_SLUG)
  const owner = people.findByEmail(DEMO_OWNER)
  if (!tenant || !owner) return undefined
  return memberships.find(tenant.id, owner.id)?.role === 'owner' ? owner.id : undefined
}
