import { type Static, t } from 'elysia'
import type { WorkspaceAccess } from '../auth/authority.ts'
import type { Memberships } from '../auth/memberships.ts'
import { toRfc3339 } from '../database/time.ts'
import type { UserRow } from '../models/rows.ts'
import { strongEtag } from './etag.ts'
import { acmeExample, adaExample } from './examples.ts'
import { fingerprint } from './fingerprint.ts'
import { moment, nullable, record } from './schema.ts'
import { WorkspaceRole } from './workspace-shape.ts'

const example = {
  ...adaExample,
  email: 'ada@acme.test',
  role: acmeExample.role,
  created_at: acmeExample.created_at,
}

export const User = record(
  'User',
  {
    id: t.String({ examples: ['b7c7f3a2-6a0e-4a5e-9a58-1f1f0f6f2a11'] }),
    username: nullable(t.String({ examples: ['ada'] })),
    name: nullable(t.String({ examples: ['Ada Lovelace'] })),
    avatar_url: nullable(t.String({ examples: ['https://example.com/ada.png'] })),
    email: nullable(
      t.String({
        description: 'Shown to owners, admins and the user themselves; null for everybody else.',
        examples: ['ada@acme.test'],
      }),
    ),
    role: {
      ...nullable(WorkspaceRole),
      description: 'In the workspace; null for those who are no members (any more).',
    },
    created_at: moment,
  },
  { description: 'A user of one workspace.', examples: [example] },
)
export type User = Static<typeof User>

/** A user as the caller may see them; their role comes from the auth database, which knows. */
export function toUser(
  row: UserRow,
  memberships: Memberships,
  { id: tenantId, caller, role: callerRole }: WorkspaceAccess,
): User {
  const { id, auth_id, username, name, avatar_url, email, created_at } = row
  const seesEmail = callerRole !== 'member' || auth_id === caller.personId
  return {
    id,
    username,
    name,
    avatar_url,
    email: seesEmail ? email : null,
    role: auth_id === null ? null : (memberships.find(tenantId, auth_id)?.role ?? null),
    created_at: toRfc3339(created_at),
  }
}

/** Two callers may see a user differently, and then have different versions of them. */
export function userEtag({ id, username, name, avatar_url, email, role }: User): string {
  return strongEtag(id, fingerprint(username, name, avatar_url, email, role))
}
