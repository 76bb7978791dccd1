import { type Static, t } from 'elysia'
import { adaExample } from '../../http/examples.ts'
import { choice, integer, moment, nullable, record } from '../../http/schema.ts'
import { UserSummary } from '../../http/user-summary.ts'

/** How many open ones a workspace may have. */
export const MOST_OPEN = 1_000
/** How many one person may make within a day: each by address is a mail to whomever they like. */
export const MOST_A_DAY = 200
export const MOST_USES = 1_000
export const LONGEST_DAYS = 30
export const DEFAULT_DAYS = 7

const email = t.String({
  maxLength: 254,
  description: 'The only address that it is good for; who accepts must have confirmed it.',
  examples: ['grace@acme.test'],
})

const InvitedRole = choice('admin', 'member')

const fields = {
  id: t.String({ examples: ['0197e6c2-5a01-7000-9a3e-2f6d1c0b8e47'] }),
  email: nullable(email),
  role: InvitedRole,
  max_uses: integer({ minimum: 1, maximum: MOST_USES, examples: [1] }),
  uses: integer({ minimum: 0, examples: [0] }),
  state: {
    ...choice('open', 'used_up', 'expired'),
    description: 'A revoked invitation is not listed any more.',
  },
  invited_by: nullable(UserSummary),
  created_at: moment,
  expires_at: moment,
}

const example = {
  id: '0197e6c2-5a01-7000-9a3e-2f6d1c0b8e47',
  email: 'grace@acme.test',
  role: 'member',
  max_uses: 1,
  uses: 0,
  state: 'open',
  invited_by: adaExample,
  created_at: '2026-03-01T09:30:00.000Z',
  expires_at: '2026-03-08T09:30:00.000Z',
}

const secretExample = 'cni_9vT2kQ7xYb1nWz4mLr8sJd6fHg3pCa5eUo0iXtRyEwM'

export const Invitation = record('Invitation', fields, { examples: [example] })
export type Invitation = Static<typeof Invitation>

export const CreatedInvitation = record(
  'CreatedInvitation',
  {
    ...fields,
    token: t.String({
      description: 'What accepts it. This is the only time that it is shown.',
      examples: [secretExample],
    }),
    link: t.String({
      description: 'The page on which it is accepted.',
      examples: [`https://chat.example.com/invitations/${secretExample}`],
    }),
  },
  {
    examples: [
      {
        ...example,
        token: secretExample,
        link: `https://chat.example.com/invitations/${secretExample}`,
      },
    ],
  },
)

export const InvitationList = record(
  'InvitationList',
  {
    invitations: t.Array(Invitation),
    next_cursor: nullable(t.String({ description: 'For `after`; null at the end.' })),
  },
  { examples: [{ invitations: [example], next_cursor: null }] },
)

export const NewInvitation = record(
  'NewInvitation',
  {
    email: t.Optional(nullable(email)),
    role: InvitedRole,
    max_uses: t.Optional(
      integer({
        minimum: 1,
        maximum: MOST_USES,
        description: 'How many people may accept it; 1 when absent, and always 1 by address.',
        examples: [1],
      }),
    ),
    expires_in_days: t.Optional(
      integer({
        minimum: 1,
        maximum: LONGEST_DAYS,
        description: `${DEFAULT_DAYS} when absent.`,
        examples: [DEFAULT_DAYS],
      }),
    ),
  },
  { examples: [{ email: 'grace@acme.test', role: 'member' }] },
)
export type NewInvitation = Static<typeof NewInvitation>

/** What whoever holds the secret may know before they accept. */
export const InvitationPreview = record(
  'InvitationPreview',
  {
    workspace_name: t.String({ examples: ['Acme Inc'] }),
    inviter_name: nullable(t.String({ examples: ['Ada Lovelace'] })),
    role: InvitedRole,
    by_address: t.Boolean({ description: 'Whether it is for one address only.' }),
    is_member: t.Boolean({
      description: 'Whether you are a member already; false where nobody is signed in.',
    }),
    expires_at: moment,
  },
  {
    examples: [
      {
        workspace_name: 'Acme Inc',
        inviter_name: adaExample.name,
        role: 'member',
        by_address: true,
        is_member: false,
        expires_at: example.expires_at,
      },
    ],
  },
)
export type InvitationPreview = Static<typeof InvitationPreview>

export const InvitationPath = t.Object({
  workspace: t.String({
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    description: 'The slug of a workspace, or its id.',
    examples: ['acme'],
  }),
  invitation: t.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'The id of one.' }),
})

/** Any text: what cannot be one is answered like one that nobody has. */
export const SecretPath = t.Object({
  secret: t.String({
    description: 'What the link of an invitation ends with.',
    examples: [secretExample],
  }),
})
