import { type Static, t } from 'elysia'
import { Scopes, WorkspaceReference } from '../../http/credential.ts'
import { tokenExample } from '../../http/examples.ts'
import { moment, nullable, record } from '../../http/schema.ts'
import { label } from '../../http/text.ts'

/** How many tokens one person may have. */
export const MOST_TOKENS = 100

const fields = {
  id: t.String({ examples: ['0b9c2a64-51a4-4f0a-93b0-6a3b1c9a7e10'] }),
  label: t.String({ examples: ['deploy bot'] }),
  scopes: Scopes,
  workspace: nullable(WorkspaceReference),
  created_at: moment,
  expires_at: nullable(moment),
  last_used_at: nullable(moment),
}

const secretExample = 'cnv_1f0kH3qv7yqZ2t1Jx5mRz0w8bN4cVdE6gPaUsLoTiYk'

export const Token = record('Token', fields, {
  description: '`last_used_at` is exact to about a minute.',
  examples: [tokenExample],
})
export type Token = Static<typeof Token>

export const CreatedToken = record(
  'CreatedToken',
  {
    ...fields,
    token: t.String({
      description: 'The token itself. This is the only time that it is shown.',
      examples: [secretExample],
    }),
  },
  { examples: [{ ...tokenExample, last_used_at: null, token: secretExample }] },
)

export const TokenList = record(
  'TokenList',
  { tokens: t.Array(Token, { maxItems: MOST_TOKENS }) },
  { examples: [{ tokens: [tokenExample] }] },
)

export const NewToken = record(
  'NewToken',
  {
    label: label(80, { examples: ['deploy bot'] }),
    scopes: Scopes,
    workspace: t.Optional(
      nullable(
        t.String({
          maxLength: 64,
          description:
            'Slug or id of the only workspace that it is to be good for. Absent or null: all of yours.',
          examples: ['acme'],
        }),
      ),
    ),
    expires_at: t.Optional(
      nullable(
        t.String({
          format: 'date-time',
          maxLength: 40,
          description: 'RFC 3339, in the future and at most 366 days ahead. Absent or null: never.',
          examples: ['2026-12-31T23:59:59Z'],
        }),
      ),
    ),
  },
  {
    // Whatever the day, and wherever it is tried out, this one works.
    examples: [
      { label: 'deploy bot', scopes: ['read', 'write'], workspace: null, expires_at: null },
    ],
  },
)
export type NewToken = Static<typeof NewToken>

export const TokenPath = t.Object({
  token: t.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'The id of a token.' }),
})
