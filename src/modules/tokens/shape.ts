import type { ApiTokenRow, TokenScope } from '../../auth/rows.ts'
import { toRfc3339 } from '../../database/time.ts'
import { toScopes } from '../../http/credential.ts'
import type { Tenant } from '../../tenancy/tenant.ts'
import type { Token } from './schema.ts'

/** @param tenant the only workspace that the token is good for */
export function toToken(row: ApiTokenRow, tenant: Pick<Tenant, 'id' | 'slug'> | null): Token {
  const { id, label, scopes, created_at, expires_at, last_used_at } = row
  return {
    id,
    label,
    scopes: toScopes(new Set(scopes.split(' ') as TokenScope[])),
    workspace: tenant && { id: tenant.id, slug: tenant.slug },
    created_at: toRfc3339(created_at),
    expires_at: expires_at && toRfc3339(expires_at),
    last_used_at: last_used_at && toRfc3339(last_used_at),
  }
}
