import { type Static, t } from 'elysia'
import { Scopes } from '../../http/credential.ts'
import { moment, nullable, record } from '../../http/schema.ts'
import { Workspace } from '../../http/workspace-shape.ts'

const Credential = record(
  'Credential',
  {
    id: t.String({ description: 'Its id below /me/tokens.' }),
    scopes: Scopes,
    workspace_id: nullable(t.String({ description: 'The only workspace that it is good for.' })),
    expires_at: nullable(moment),
  },
  { description: 'The credential of this very request.' },
)

export const Me = record('Me', {
  id: t.String({
    description: 'Of the person. Their user ids in workspaces are others.',
    examples: ['b7c7f3a2-6a0e-4a5e-9a58-1f1f0f6f2a11'],
  }),
  email: t.String({ examples: ['ada@acme.test'] }),
  name: nullable(t.String({ examples: ['Ada Lovelace'] })),
  credential: Credential,
  workspaces: t.Array(Workspace, {
    maxItems: 100,
    description: 'The first 100 by slug; GET /workspaces has all of them.',
  }),
})
export type Me = Static<typeof Me>
