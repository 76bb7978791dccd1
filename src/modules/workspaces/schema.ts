import { type Static, t } from 'elysia'
import { acmeExample } from '../../http/examples.ts'
import { nullable, record } from '../../http/schema.ts'
import { label } from '../../http/text.ts'
import { Workspace } from '../../http/workspace-shape.ts'

export const WorkspaceList = record(
  'WorkspaceList',
  {
    workspaces: t.Array(Workspace),
    next_cursor: nullable(t.String({ description: 'For `after`; null at the end.' })),
  },
  { examples: [{ workspaces: [acmeExample], next_cursor: null }] },
)

const name = label(80, { examples: ['Acme Inc'] })

const slug = t.String({
  minLength: 1,
  maxLength: 63,
  description:
    'Lower-case letters, digits and inner hyphens; some words are reserved. Unique, and kept by a deleted workspace until its time is over.',
  examples: ['acme'],
})

export const NewWorkspace = record(
  'NewWorkspace',
  {
    slug,
    name: t.Optional(name),
    template: t.Optional(
      t.String({
        minLength: 1,
        maxLength: 64,
        description:
          'Slug or id of a workspace that you own. The new one gets its group rooms, with you as their only member, and neither people, messages nor files.',
        examples: ['acme'],
      }),
    ),
  },
  { examples: [{ slug: 'acme-labs', name: 'Acme Labs', template: 'acme' }] },
)

export const WorkspaceChanges = record(
  'WorkspaceChanges',
  { name: t.Optional(name), slug: t.Optional(slug) },
  {
    minProperties: 1,
    examples: [{ name: 'Acme International' }],
  },
)
export type WorkspaceChanges = Static<typeof WorkspaceChanges>
