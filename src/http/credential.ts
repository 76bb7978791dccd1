import { type Static, t } from 'elysia'
import type { TokenScope } from '../auth/rows.ts'
import { tokenExample } from './examples.ts'
import { choice, record } from './schema.ts'

/** What a credential allows, of a token or of the caller. */
export const Scope = choice('read', 'write', 'admin')
export type Scope = Static<typeof Scope>

export const Scopes = t.Array(Scope, {
  minItems: 1,
  maxItems: 3,
  uniqueItems: true,
  description:
    '`read` for GET, `write` for changes, `admin` for tokens, settings, roles and removals.',
  examples: [['read', 'write']],
})

/** In their order of weight, however they are stored. */
export function toScopes(scopes: ReadonlySet<TokenScope>): Scope[] {
  return (['read', 'write', 'admin'] as const).filter((scope) => scopes.has(scope))
}

export const WorkspaceReference = record(
  'WorkspaceReference',
  {
    id: t.String({ examples: ['5f1e0a7c9b3d4e2f8a6c1b0d9e8f7a6b'] }),
    slug: t.String({ examples: ['acme'] }),
  },
  { examples: [tokenExample.workspace] },
)
