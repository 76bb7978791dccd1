import { type Static, t } from 'elysia'
import { acmeExample, adaExample } from '../../http/examples.ts'
import { moment, nullable, record } from '../../http/schema.ts'
import { label } from '../../http/text.ts'
import { WorkspaceRole } from '../../http/workspace-shape.ts'

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

export const UserList = record(
  'UserList',
  {
    users: t.Array(User),
    next_cursor: nullable(t.String({ description: 'For `after`; null at the end.' })),
  },
  { examples: [{ users: [example], next_cursor: null }] },
)

export const UserChanges = record(
  'UserChanges',
  {
    name: t.Optional(label(80, { examples: ['Ada Lovelace'] })),
    username: t.Optional(
      t.String({
        pattern: '^[a-z0-9][a-z0-9._-]{0,31}$',
        description: 'Unique in the workspace.',
        examples: ['ada'],
      }),
    ),
    avatar_url: t.Optional(
      nullable(
        t.String({
          maxLength: 2048,
          description: 'An https address; null for none.',
          examples: ['https://example.com/ada.png'],
        }),
      ),
    ),
    role: t.Optional(WorkspaceRole),
  },
  {
    minProperties: 1,
    description: 'Either fields of your own profile, or the role of somebody.',
    examples: [{ name: 'Ada Lovelace', username: 'ada' }],
  },
)
export type UserChanges = Static<typeof UserChanges>
