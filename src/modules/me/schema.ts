import { type Static, t } from 'elysia'
import { Scopes } from '../../http/credential.ts'
import { acmeExample, tokenExample } from '../../http/examples.ts'
import { choice, moment, nullable, record } from '../../http/schema.ts'
import { Workspace } from '../../http/workspace-shape.ts'

const credentialExample = {
  kind: 'token',
  id: tokenExample.id,
  scopes: tokenExample.scopes,
  workspace_id: tokenExample.workspace.id,
  expires_at: tokenExample.expires_at,
}

const Credential = record(
  'Credential',
  {
    kind: choice('session', 'token'),
    id: t.String({ description: 'Its id below /me/sessions or /me/tokens.' }),
    scopes: Scopes,
    workspace_id: nullable(t.String({ description: 'The only workspace that it is good for.' })),
    expires_at: nullable(moment),
  },
  { description: 'The credential of this very request.', examples: [credentialExample] },
)

export const Me = record(
  'Me',
  {
    id: t.String({
      description: 'Of the person. Their user ids in workspaces are others.',
      examples: ['c2a9d6e4-17b3-4f08-8e5d-60b4a1f3972c'],
    }),
    email: t.String({ examples: ['ada@acme.test'] }),
    name: nullable(t.String({ examples: ['Ada Lovelace'] })),
    credential: Credential,
    workspaces: t.Array(Workspace, {
      maxItems: 100,
      description: 'The first 100 by slug; GET /workspaces has all of them.',
    }),
  },
  {
    examples: [
      {
        id: 'c2a9d6e4-17b3-4f08-8e5d-60b4a1f3972c',
        email: 'ada@acme.test',
        name: 'Ada Lovelace',
        credential: credentialExample,
        workspaces: [acmeExample],
      },
    ],
  },
)
export type Me = Static<typeof Me>
