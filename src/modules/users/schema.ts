import { type Static, t } from 'elysia'
import { nullable, record } from '../../http/schema.ts'
import { label } from '../../http/text.ts'
import { User } from '../../http/user.ts'
import { WorkspaceRole } from '../../http/workspace-shape.ts'

export const UserList = record(
  'UserList',
  {
    users: t.Array(User),
    next_cursor: nullable(t.String({ description: 'For `after`; null at the end.' })),
  },
  { examples: [{ users: [User['examples'][0]], next_cursor: null }] },
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
