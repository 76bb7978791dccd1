import { type Static, t } from 'elysia'
import type { MembershipOfPerson } from '../auth/memberships.ts'
import { toRfc3339 } from '../database/time.ts'
import { acmeExample } from './examples.ts'
import { choice, moment, record } from './schema.ts'

export const WorkspaceRole = choice('owner', 'admin', 'member')

/** A workspace as one of its members sees it. */
export const Workspace = record(
  'Workspace',
  {
    id: t.String({
      description: 'Never changes.',
      examples: ['5f1e0a7c9b3d4e2f8a6c1b0d9e8f7a6b'],
    }),
    slug: t.String({ description: 'The name in URLs.', examples: ['acme'] }),
    name: t.String({ examples: ['Acme Inc'] }),
    state: choice('active', 'read_only', 'suspended', 'archived'),
    role: WorkspaceRole,
    created_at: moment,
  },
  { examples: [acmeExample] },
)
export type Workspace = Static<typeof Workspace>

export function toWorkspace(row: MembershipOfPerson): Workspace {
  const { id, slug, name, role } = row
  // Members never see the others: no query for members returns them.
  const state = row.state as Workspace['state']
  return { id, slug, name, state, role, created_at: toRfc3339(row.created_at) }
}
